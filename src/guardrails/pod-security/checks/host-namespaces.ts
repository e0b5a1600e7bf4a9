import type { JudgePod, PodCheck } from '../check.ts';

const fields = ['hostNetwork', 'hostPID', 'hostIPC'] as const;

const noneShared: JudgePod = (pod) => {
  const shared = fields.filter((field) => pod.spec[field]);
  if (shared.length === 0) return undefined;
  return { reason: 'host namespaces', detail: shared.map((field) => `${field}=true`).join(', ') };
};

export const hostNamespaces: PodCheck = {
  id: 'hostNamespaces',
  level: 'baseline',
  versions: [{ since: 0, judge: noneShared }],
};
