import type { NeededRight } from './action-type.ts';

/** API groups of Kubernetes' own kinds outside the core group. */
const groups: Readonly<Record<string, string>> = {
  Deployment: 'apps',
  StatefulSet: 'apps',
  DaemonSet: 'apps',
  ReplicaSet: 'apps',
  ControllerRevision: 'apps',
  Job: 'batch',
  CronJob: 'batch',
  HorizontalPodAutoscaler: 'autoscaling',
  PodDisruptionBudget: 'policy',
  Ingress: 'networking.k8s.io',
  IngressClass: 'networking.k8s.io',
  NetworkPolicy: 'networking.k8s.io',
  EndpointSlice: 'discovery.k8s.io',
  StorageClass: 'storage.k8s.io',
  PriorityClass: 'scheduling.k8s.io',
  Lease: 'coordination.k8s.io',
};

/** The right to do something with a kind, written as policy rules write it: `Deployment` or `argoproj.io/Rollout`. */
export function rightOn(kind: string, ...verbs: readonly string[]): NeededRight {
  const slash = kind.indexOf('/');
  const bare = kind.slice(slash + 1);
  const apiGroup = slash < 0 ? (groups[bare] ?? '') : kind.slice(0, slash);
  return { apiGroup, resource: pluralOf(bare), verbs };
}

/** The resource name, by the rule that Kubernetes' own kinds follow. */
function pluralOf(kind: string): string {
  const name = kind.toLowerCase();
  if (name === 'endpoints') return name;
  if (/[^aeiou]y$/u.test(name)) return `${name.slice(0, -1)}ies`;
  return /(?:s|x|ch)$/u.test(name) ? `${name}es` : `${name}s`;
}
