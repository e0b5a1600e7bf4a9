import { type Attempt, create, type LiveShop, mark, merge, remove } from './requests.ts';

const apps = '/apis/apps/v1/namespaces';
const batch = '/apis/batch/v1/namespaces';
const core = '/api/v1/namespaces';

const named = (name: string, content: object = {}) => ({ metadata: mark({ name }), ...content });
const rbac = '/apis/rbac.authorization.k8s.io/v1';
const admission = '/apis/admissionregistration.k8s.io/v1';
const everything = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }];
const me = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'firebreak-executor' }];
const admin = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' };
const onePod = { containers: [{ name: 'app', image: 'envoy:1' }] };

/** Kinds that no action of the packaged policies writes. */
export function kinds({ web, url }: LiveShop): readonly Attempt[] {
  const inShop = (resource: string) => `${core}/shop/${resource}`;
  const patched = (what: string, path: string, body: object) =>
    merge(what, path, { metadata: mark({}), ...body });
  return [
    create('a Secret', inShop('secrets'), named('mine')),
    patched('a Secret changed', inShop('secrets/password'), { data: { password: 'eA==' } }),
    remove('a Secret gone', inShop('secrets/password')),
    create('a ConfigMap', inShop('configmaps'), named('mine')),
    patched('a ConfigMap changed', inShop('configmaps/settings'), { data: { level: 'debug' } }),
    create('a ServiceAccount', inShop('serviceaccounts'), named('mine')),
    patched('a ServiceAccount changed', inShop('serviceaccounts/builder'), {
      automountServiceAccountToken: true,
    }),
    create('a pod', inShop('pods'), named('mine', { spec: onePod })),
    create(
      'a Service',
      inShop('services'),
      named('mine', { spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } }),
    ),
    patched('the port of a Service', inShop('services/web'), {
      spec: { ports: [{ port: 80, targetPort: 22 }] },
    }),
    patched('a Service to a name', inShop('services/web'), { spec: { externalIPs: ['203.0.113.1'] } }),
    patched('a Service without selector', inShop('services/web'), { spec: { selector: null } }),
    create(
      'a volume claim',
      inShop('persistentvolumeclaims'),
      named('mine', {
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      }),
    ),
    create('a quota', inShop('resourcequotas'), named('mine', { spec: { hard: { pods: '0' } } })),
    create('a LimitRange', inShop('limitranges'), named('mine', { spec: { limits: [] } })),
    create(
      'an Event',
      inShop('events'),
      named('mine', { involvedObject: { namespace: 'shop' }, reason: 'x' }),
    ),
    create('a Namespace', '/api/v1/namespaces', named('mine')),
    remove('a Namespace gone', `${core}/shop`),
    patched('a label of a Namespace', `${core}/shop`, { metadata: mark({ labels: { team: 'evil' } }) }),
    patched('a node cordoned', url.node, { spec: { unschedulable: true } }),
    patched('a label of a node', url.node, { metadata: mark({ labels: { x: 'y' } }) }),
    remove('a node gone', url.node),
    create('a Role', `${rbac}/namespaces/shop/roles`, named('mine', { rules: everything })),
    create(
      'a RoleBinding',
      `${rbac}/namespaces/shop/rolebindings`,
      named('mine', { roleRef: admin, subjects: me }),
    ),
    create('a ClusterRole', `${rbac}/clusterroles`, named('mine', { rules: everything })),
    create(
      'a ClusterRoleBinding',
      `${rbac}/clusterrolebindings`,
      named('mine', { roleRef: admin, subjects: me }),
    ),
    patched('our own ClusterRole', `${rbac}/clusterroles/firebreak-executor`, { rules: everything }),
    remove('our own ClusterRole gone', `${rbac}/clusterroles/firebreak-executor`),
    {
      ...remove('our admission policy gone', `${admission}/validatingadmissionpolicies/firebreak-executor`),
      rbacAlone: true,
    },
    {
      ...remove('its binding gone', `${admission}/validatingadmissionpolicybindings/firebreak-executor`),
      rbacAlone: true,
    },
    {
      ...patched(
        'our admission policy softened',
        `${admission}/validatingadmissionpolicies/firebreak-executor`,
        { spec: { failurePolicy: 'Ignore' } },
      ),
      rbacAlone: true,
    },
    create('a validating webhook', `${admission}/validatingwebhookconfigurations`, named('mine')),
    create('a mutating webhook', `${admission}/mutatingwebhookconfigurations`, named('mine')),
    create('a priority class', '/apis/scheduling.k8s.io/v1/priorityclasses', named('mine', { value: 1 })),
    create(
      'a NetworkPolicy',
      '/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies',
      named('mine', { spec: { podSelector: {} } }),
    ),
    create(
      'a disruption budget',
      '/apis/policy/v1/namespaces/shop/poddisruptionbudgets',
      named('mine', { spec: { maxUnavailable: 0, selector: {} } }),
    ),
    create(
      'an autoscaler',
      '/apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers',
      named('mine', {
        spec: { maxReplicas: 9, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
      }),
    ),
    create('a lease', '/apis/coordination.k8s.io/v1/namespaces/shop/leases', named('mine')),
    create('a Deployment', `${apps}/shop/deployments`, named('mine', { spec: web['spec'] })),
    remove('a Deployment gone', `${apps}/shop/deployments/web`),
    remove('a StatefulSet gone', `${apps}/shop/statefulsets/db`),
    remove('a DaemonSet gone', `${apps}/shop/daemonsets/agent`),
    patched('a StatefulSet scaled', `${apps}/shop/statefulsets/db`, { spec: { replicas: 2 } }),
    remove('every Deployment gone', `${apps}/shop/deployments`),
    remove('every pod gone', inShop('pods')),
    remove('every Job gone', `${batch}/shop/jobs`),
  ];
}
