import { openPullRequest } from '../actions/open-pull-request.ts';
import { anyGlobMatches, globMatches } from '../guardrails/policies/glob.ts';
import type { Policies } from '../guardrails/policies/policies.ts';
import { gitOpsGrants } from './gitops-grants.ts';
import type { Grant } from './policy-rule.ts';
import { readingGrants } from './reading-grants.ts';
import { ruleGrants, type ScopedGrant } from './rule-grants.ts';

/** What each identity has to be granted, and nothing more. */
export interface LeastRights {
  readonly planner: readonly ScopedGrant[];
  readonly executor: readonly ScopedGrant[];
  /** What could not be derived. */
  readonly notes: readonly string[];
}

const writeVerbs: ReadonlySet<string> = new Set(['create', 'patch', 'delete']);

/** Resources that pods are made from; what is written to them is tried as a Pod first. */
const podMakers: ReadonlySet<string> = new Set([
  'pods',
  'deployments',
  'statefulsets',
  'daemonsets',
  'replicasets',
  'replicationcontrollers',
  'jobs',
  'cronjobs',
]);

/**
 * The least rights of planner and executor under these policies. The planner reads, and makes every write as a
 * dry-run, for which the API server asks for the verb of the write; the executor writes and does not even read.
 */
export function leastRights(policies: Policies): LeastRights {
  const isOpen = (namespace: string) =>
    !policies.namespaceMap.protectedNamespaces.some((glob) => globMatches(glob, namespace));
  const allowed = policies.rules
    .filter(({ effect }) => effect === 'allow')
    .map((rule) => ruleGrants(rule, isOpen));
  const acting = allowed.flatMap(({ grants }) => grants);
  const opens = policies.rules.some(
    ({ effect, actions }) => effect === 'allow' && anyGlobMatches(actions, openPullRequest.name),
  );
  const reading = [...readingGrants, ...(opens ? gitOpsGrants : [])].map((grant) => ({ grant }));
  return {
    planner: withoutCovered([...reading, ...acting, ...acting.flatMap(trialPods)]),
    executor: withoutCovered(acting.flatMap(writes)),
    notes: allowed.flatMap(({ notes }) => notes),
  };
}

/** What Pod Security says of a template only a dry-run Pod tells; deleting a Job makes none. */
function trialPods({ namespace, grant }: ScopedGrant): readonly ScopedGrant[] {
  const makes =
    (podMakers.has(grant.resource) || isCustom(grant.apiGroup)) &&
    grant.verbs.some((verb) => writeVerbs.has(verb)) &&
    !(grant.resource === 'jobs' && grant.verbs.includes('delete'));
  if (!makes) return [];
  const trial: Grant = { apiGroup: '', resource: 'pods', verbs: ['create'] };
  return [{ ...(namespace === undefined ? {} : { namespace }), grant: trial }];
}

/** An operator's resource, which may hold a pod template. */
function isCustom(apiGroup: string): boolean {
  return apiGroup.includes('.') && !apiGroup.endsWith('.k8s.io');
}

function writes({ namespace, grant }: ScopedGrant): readonly ScopedGrant[] {
  const verbs = grant.verbs.filter((verb) => writeVerbs.has(verb));
  if (verbs.length === 0 || grant.dryRunOnly === true) return [];
  return [{ ...(namespace === undefined ? {} : { namespace }), grant: { ...grant, verbs } }];
}

/** What is granted everywhere and under every name need not be granted again. */
function withoutCovered(scoped: readonly ScopedGrant[]): readonly ScopedGrant[] {
  const wide = scoped.filter(({ namespace, grant }) => namespace === undefined && grant.names === undefined);
  return scoped.flatMap((each) => {
    if (wide.includes(each)) return [each];
    const verbs = each.grant.verbs.filter(
      (verb) => !wide.some(({ grant }) => covers(grant, each.grant, verb)),
    );
    return verbs.length === 0 ? [] : [{ ...each, grant: { ...each.grant, verbs } }];
  });
}

function covers(wide: Grant, narrow: Grant, verb: string): boolean {
  return wide.apiGroup === narrow.apiGroup && wide.resource === narrow.resource && wide.verbs.includes(verb);
}
