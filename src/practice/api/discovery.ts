import { apiVersionOf, type ServedResource } from '../resources.ts';

const VERBS: readonly string[] = ['create', 'delete', 'get', 'list', 'patch'];

function entry(resource: ServedResource): object {
  return {
    name: resource.plural,
    singularName: resource.kind.toLowerCase(),
    namespaced: resource.namespaced,
    kind: resource.kind,
    verbs: resource.group === 'metrics.k8s.io' ? ['get', 'list'] : VERBS,
    ...(resource.shortNames.length === 0 ? {} : { shortNames: resource.shortNames }),
  };
}

const POD_LOG = { name: 'pods/log', singularName: '', namespaced: true, kind: 'Pod', verbs: ['get'] };
const ACCESS_REVIEW = {
  name: 'selfsubjectaccessreviews',
  singularName: 'selfsubjectaccessreview',
  namespaced: false,
  kind: 'SelfSubjectAccessReview',
  verbs: ['create'],
};

/** `/apis`: the groups with their versions. */
export function groupList(resources: readonly ServedResource[]): object {
  const names = new Set(resources.map(({ group }) => group).filter((group) => group !== ''));
  const groups = [...names, 'authorization.k8s.io'].map((name) => {
    const found = new Set(resources.filter(({ group }) => group === name).map(({ version }) => version));
    const versions = (found.size === 0 ? ['v1'] : [...found]).map((version) => ({
      groupVersion: `${name}/${version}`,
      version,
    }));
    return { name, versions, preferredVersion: versions[0] };
  });
  return { kind: 'APIGroupList', apiVersion: 'v1', groups };
}

/** `/api/v1` and `/apis/GROUP/VERSION`; undefined where the cluster serves nothing there. */
export function resourceList(resources: readonly ServedResource[], groupVersion: string): object | undefined {
  const found = resources.filter((resource) => apiVersionOf(resource) === groupVersion).map(entry);
  const extra = [
    ...(groupVersion === 'v1' ? [POD_LOG] : []),
    ...(groupVersion === 'authorization.k8s.io/v1' ? [ACCESS_REVIEW] : []),
  ];
  if (found.length + extra.length === 0) return undefined;
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources: [...found, ...extra] };
}

export const version = {
  major: '1',
  minor: '36',
  gitVersion: 'v1.36.0-practice',
  platform: 'firebreak/practice',
} as const;
