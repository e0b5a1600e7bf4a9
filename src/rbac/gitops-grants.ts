import type { Grant } from './policy-rule.ts';

/** What says where the manifests of a live object are; read only where pull requests are allowed. */
export const gitOpsGrants: readonly Grant[] = [
  { apiGroup: 'argoproj.io', resource: 'applications', verbs: ['get', 'list'] },
  { apiGroup: 'kustomize.toolkit.fluxcd.io', resource: 'kustomizations', verbs: ['get'] },
  { apiGroup: 'helm.toolkit.fluxcd.io', resource: 'helmreleases', verbs: ['get'] },
  { apiGroup: 'source.toolkit.fluxcd.io', resource: 'gitrepositories', verbs: ['get'] },
];
