import { recordedCluster } from '../adapters/dump/recorded-cluster.ts';
import type { Settings } from '../config.ts';
import { type CauseCode, taxonomy } from '../diagnosis/taxonomy.ts';
import type { Incident } from '../domain/incident.ts';
import type { PullRequestSources } from '../guardrails/plan-pull-request.ts';
import type { Policies } from '../guardrails/policies/policies.ts';
import type { PolicyChangeSources } from '../policy-changes/plan-policy-change.ts';
import { createRehearsal } from '../policy-changes/rehearse.ts';
import type { Clock } from '../ports/clock.ts';
import type { ClusterReader } from '../ports/cluster.ts';
import type { Redact } from '../ports/redact.ts';
import type { RepositoryReader, RepositoryWriter } from '../ports/repository-host.ts';
import { createLastingFix } from '../pull-requests/draft-lasting-fix.ts';
import type { PullRequestPorts } from '../response/stage.ts';

interface Host {
  readonly reader: RepositoryReader;
  readonly writer: RepositoryWriter;
}

interface Ports {
  readonly cluster: ClusterReader;
  readonly clock: Clock;
  readonly policies: () => Policies;
  readonly redact: Redact;
  /** How often an open pull request is looked at, in milliseconds. */
  readonly poll: number;
}

/** In milliseconds: until an open pull request is left to people, and from its merge until the cluster holds it. */
const followMilliseconds = 14 * 24 * 3_600_000;
const applyMilliseconds = 30 * 60_000;

export interface ComposedPullRequests {
  readonly sources: PullRequestSources;
  readonly response: PullRequestPorts;
  /** Absent where no repository of the policies is configured. */
  readonly policyChanges?: PolicyChangeSources;
}

/** With the repository of the policies for what a person has asked for, and for nothing that a model or a rule drafted. */
export function sourcesFor(
  { sources, policyChanges }: Pick<ComposedPullRequests, 'sources' | 'policyChanges'>,
  incident: Pick<Incident, 'draft' | 'proposal'> | undefined,
): PullRequestSources {
  const isAsked = (incident?.draft ?? incident?.proposal)?.requestedBy !== undefined;
  return policyChanges === undefined || !isAsked ? sources : { ...sources, policyChanges };
}

/** What planning and the response need for pull requests: only the latter gets hold of what writes. */
export function createPullRequests(
  { reader, writer }: Host,
  { repositories, policiesRepository, cluster: clusterName, publicUrl }: Settings,
  { cluster, clock, policies, redact, poll }: Ports,
): ComposedPullRequests {
  const lastingFix = createLastingFix({
    cluster,
    reader,
    repositories,
    policies,
    clusterName,
    meaningOf: (cause) => (isKnown(cause) ? taxonomy[cause] : 'a cause of no known meaning'),
    pageOf: (incident) =>
      publicUrl === undefined
        ? undefined
        : new URL(`/incidents/${encodeURIComponent(incident)}`, publicUrl).href,
    now: () => clock.now(),
  });
  return {
    sources: { reader, repositories, redact },
    response: { reader, writer, lastingFix, pollMilliseconds: poll, followMilliseconds, applyMilliseconds },
    ...(policiesRepository === undefined
      ? {}
      : {
          policyChanges: {
            repository: policiesRepository,
            rehearse: createRehearsal({ clusterOf: recordedCluster, now: () => clock.now() }),
          },
        }),
  };
}

function isKnown(cause: string): cause is CauseCode {
  return Object.hasOwn(taxonomy, cause);
}
