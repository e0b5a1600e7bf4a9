import { type Incident, isFixInDoubt } from '../domain/incident.ts';
import { guardrails } from '../guardrails/index.ts';
import type { JudgeSetting } from '../guardrails/judge-action.ts';
import type { KubernetesCluster } from '../adapters/kubernetes/kubernetes-cluster.ts';
import { readHistory } from '../store/history.ts';
import type { Foundation } from './foundation.ts';
import type { ComposedPullRequests } from './pull-requests.ts';
import { sourcesFor } from './pull-requests.ts';

const layerTimeoutMilliseconds = 20_000;

interface JudgeParts {
  /** As the planner. */
  readonly dryRun: KubernetesCluster['dryRun'];
  /** How many people sign-in can tell apart. */
  readonly tellable: () => number;
  readonly pullRequests: ComposedPullRequests | undefined;
}

/** What the guardrails judge by, read anew at each question. */
export function createJudgeSetting(
  { settings, db, clock, policies, cluster }: Foundation,
  { dryRun, tellable, pullRequests }: JudgeParts,
): (incident?: Incident) => Promise<JudgeSetting> {
  return async (incident) => ({
    guardrails,
    cluster,
    dryRun,
    mode: 'response',
    policies: policies.current(),
    clusterName: settings.cluster,
    ...(settings.namespace === undefined ? {} : { ownNamespace: settings.namespace }),
    ...(incident === undefined ? {} : { scope: incident.namespaces, inDoubt: isFixInDoubt(incident) }),
    tellablePeople: tellable(),
    history: await readHistory(db, clock.now(), incident),
    now: clock.now(),
    layerTimeoutMilliseconds,
    ...(pullRequests === undefined ? {} : { pullRequests: sourcesFor(pullRequests, incident) }),
  });
}
