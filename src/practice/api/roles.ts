/** Who may do what, as RBAC rules; the names are those of the users that tokens stand for. */
export const practiceUsers = ['admin', 'firebreak-planner', 'firebreak-executor'] as const;
export type PracticeUser = (typeof practiceUsers)[number];

/** An RBAC PolicyRule (https://kubernetes.io/docs/reference/access-authn-authz/rbac/). */
export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const READ: readonly string[] = ['get', 'list', 'watch'];

/** Everything that evidence and guardrails look at; Secrets are not among it. */
const readRules: readonly PolicyRule[] = [
  {
    apiGroups: [''],
    resources: [
      'namespaces',
      'nodes',
      'pods',
      'pods/log',
      'services',
      'endpoints',
      'replicationcontrollers',
      'serviceaccounts',
      'events',
      'configmaps',
      'persistentvolumeclaims',
      'persistentvolumes',
      'resourcequotas',
      'limitranges',
    ],
    verbs: READ,
  },
  { apiGroups: ['apps', 'batch', 'discovery.k8s.io', 'metrics.k8s.io'], resources: ['*'], verbs: READ },
  {
    apiGroups: ['networking.k8s.io', 'policy', 'autoscaling', 'storage.k8s.io'],
    resources: ['*'],
    verbs: READ,
  },
];

/** What the actions of the catalogue write. */
const writeRules: readonly PolicyRule[] = [
  { apiGroups: [''], resources: ['namespaces', 'services', 'pods', 'nodes'], verbs: ['patch'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['delete'] },
  { apiGroups: [''], resources: ['configmaps'], verbs: ['patch'] },
  { apiGroups: ['apps'], resources: ['deployments', 'statefulsets', 'daemonsets'], verbs: ['patch'] },
  { apiGroups: ['batch'], resources: ['jobs'], verbs: ['create', 'patch', 'delete'] },
  { apiGroups: ['batch'], resources: ['cronjobs'], verbs: ['patch'] },
];

/** A dry-run needs the verb of the write; creating pods asks the API server what it thinks of a template. */
export const plannerRules: readonly PolicyRule[] = [
  ...readRules,
  ...writeRules,
  { apiGroups: [''], resources: ['pods'], verbs: ['create'] },
];

export const executorRules: readonly PolicyRule[] = [...readRules, ...writeRules];

const RULES: Readonly<Record<PracticeUser, readonly PolicyRule[]>> = {
  admin: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
  'firebreak-planner': plannerRules,
  'firebreak-executor': executorRules,
};

function covers(list: readonly string[], value: string): boolean {
  return list.includes('*') || list.includes(value);
}

export interface Access {
  readonly verb: string;
  readonly group: string;
  /** With its subresource, such as `pods/log`. */
  readonly resource: string;
}

export function isAllowed(user: PracticeUser, { verb, group, resource }: Access): boolean {
  // Everyone may ask what they may do (the ClusterRole system:basic-user).
  if (resource === 'selfsubjectaccessreviews') return verb === 'create';
  return RULES[user].some(
    (rule) => covers(rule.apiGroups, group) && covers(rule.resources, resource) && covers(rule.verbs, verb),
  );
}
