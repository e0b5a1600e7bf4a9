import { type Attempt, create, type LiveShop, mark, merge, patch, remove } from './requests.ts';

const apis = '/apis';
const shop = 'namespaces/shop';
const core = `/api/v1/${shop}`;
const named = (name: string, content: object = {}) => ({ metadata: mark({ name }), ...content });
const onePod = { containers: [{ name: 'app', image: 'envoy:1' }] };
const labels = { app: 'mine' };
const template = { metadata: { labels }, spec: onePod };
/** For the name `admin`; nobody has its key. */
const certificateRequest = `-----BEGIN CERTIFICATE REQUEST-----
MIHKMHICAQAwEDEOMAwGA1UEAwwFYWRtaW4wWTATBgcqhkjOPQIBBggqhkjOPQMB
BwNCAASOPWYklB3UN+A0srkb2jZbgjHMevUFsISDwvptzdWg2dABw/uYRdmn22Ol
z45KYefA+sgtHbA4/Jo/leOEsRNIoAAwCgYIKoZIzj0EAwIDSAAwRQIgBt4KP8Jh
OoFMXnhv5KhOxifiEx98am5Bb1y3zavg3F4CIQC63MUPYGHLUt7i4yTUfekO0QqW
6cdduuWKBj5RFoQQiw==
-----END CERTIFICATE REQUEST-----
`;
const here = { addresses: ['203.0.113.7'], conditions: { ready: true } };

/** Kinds by which traffic, rights, admission or the whole cluster could be had. */
export function clusterKinds({ url }: LiveShop): readonly Attempt[] {
  const patched = (what: string, path: string, body: object) =>
    merge(what, path, { metadata: mark({}), ...body });
  return [
    create(
      'a kind of objects',
      `${apis}/apiextensions.k8s.io/v1/customresourcedefinitions`,
      named('widgets.example.com', {
        spec: {
          group: 'example.com',
          scope: 'Namespaced',
          names: { plural: 'widgets', singular: 'widget', kind: 'Widget' },
          versions: [
            { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } },
          ],
        },
      }),
    ),
    create(
      'an API group of somebody else',
      `${apis}/apiregistration.k8s.io/v1/apiservices`,
      named('v1.example.com', {
        spec: {
          group: 'example.com',
          version: 'v1',
          groupPriorityMinimum: 100,
          versionPriority: 10,
          insecureSkipTLSVerify: true,
          service: { namespace: 'shop', name: 'web' },
        },
      }),
    ),
    patched('a built-in API group', `${apis}/apiregistration.k8s.io/v1/apiservices/v1.apps`, {
      metadata: mark({ labels: { x: 'y' } }),
    }),
    create(
      'a priority of requests',
      `${apis}/flowcontrol.apiserver.k8s.io/v1/flowschemas`,
      named('mine', {
        spec: { matchingPrecedence: 2, priorityLevelConfiguration: { name: 'exempt' } },
      }),
    ),
    create(
      'a certificate of an administrator',
      `${apis}/certificates.k8s.io/v1/certificatesigningrequests`,
      named('mine', {
        spec: {
          request: Buffer.from(certificateRequest).toString('base64'),
          signerName: 'kubernetes.io/kube-apiserver-client',
          usages: ['client auth'],
        },
      }),
    ),
    {
      // There is none to approve; without the right that is not even said.
      ...merge(
        'a certificate approved',
        `${apis}/certificates.k8s.io/v1/certificatesigningrequests/mine/approval`,
        { status: { conditions: [{ type: 'Approved', status: 'True' }] } },
      ),
      untried: true,
      rbacAlone: true,
    },
    ...['validatingadmissionpolicies', 'mutatingadmissionpolicies'].map((resource) => ({
      ...create(`one of ${resource}`, `${apis}/admissionregistration.k8s.io/v1/${resource}`, named('mine')),
      untried: true as const,
      rbacAlone: true as const,
    })),
    ...questions,
    create('endpoints of a Service', `${core}/endpoints`, {
      ...named('mine', { subsets: [{ addresses: [{ ip: '203.0.113.7' }], ports: [{ port: 80 }] }] }),
    }),
    create('an EndpointSlice that captures a Service', `${apis}/discovery.k8s.io/v1/${shop}/endpointslices`, {
      metadata: mark({ name: 'mine', labels: { 'kubernetes.io/service-name': 'web' } }),
      addressType: 'IPv4',
      endpoints: [here],
      ports: [{ port: 80 }],
    }),
    create(
      'an Ingress',
      `${apis}/networking.k8s.io/v1/${shop}/ingresses`,
      named('mine', {
        spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
      }),
    ),
    create(
      'a class of Ingresses',
      `${apis}/networking.k8s.io/v1/ingressclasses`,
      named('mine', { spec: { controller: 'example.com/mine' } }),
    ),
    create(
      'a volume of the host',
      '/api/v1/persistentvolumes',
      named('mine', {
        spec: {
          capacity: { storage: '1Gi' },
          accessModes: ['ReadWriteOnce'],
          hostPath: { path: '/' },
        },
      }),
    ),
    create(
      'a class of volumes',
      `${apis}/storage.k8s.io/v1/storageclasses`,
      named('mine', { provisioner: 'example.com/mine' }),
    ),
    create(
      'a driver of volumes',
      `${apis}/storage.k8s.io/v1/csidrivers`,
      named('mine.example.com', { spec: {} }),
    ),
    create(
      'a runtime of containers',
      `${apis}/node.k8s.io/v1/runtimeclasses`,
      named('mine', { handler: 'mine' }),
    ),
    create('a template of pods', `${core}/podtemplates`, named('mine', { template })),
    create(
      'a ReplicationController',
      `${core}/replicationcontrollers`,
      named('mine', { spec: { replicas: 1, selector: labels, template } }),
    ),
    create(
      'a ReplicaSet',
      `${apis}/apps/v1/${shop}/replicasets`,
      named('mine', { spec: { replicas: 1, selector: { matchLabels: labels }, template } }),
    ),
    create(
      'a DaemonSet',
      `${apis}/apps/v1/${shop}/daemonsets`,
      named('mine', { spec: { selector: { matchLabels: labels }, template } }),
    ),
    create(
      'a CronJob',
      `${apis}/batch/v1/${shop}/cronjobs`,
      named('mine', {
        spec: {
          schedule: '* * * * *',
          jobTemplate: { spec: { template: { spec: { ...onePod, restartPolicy: 'Never' } } } },
        },
      }),
    ),
    create(
      'an older autoscaler',
      `${apis}/autoscaling/v1/${shop}/horizontalpodautoscalers`,
      named('mine', {
        spec: { maxReplicas: 9, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
      }),
    ),
    create(
      'a newer Event',
      `${apis}/events.k8s.io/v1/${shop}/events`,
      named('mine', {
        eventTime: '2026-01-01T00:00:00.000000Z',
        reportingController: 'example.com/mine',
        reportingInstance: 'mine',
        action: 'x',
        reason: 'x',
        type: 'Normal',
        regarding: { namespace: 'shop' },
      }),
    ),
    create(
      'the lease of the controllers',
      `${apis}/coordination.k8s.io/v1/namespaces/kube-system/leases`,
      named('kube-controller-manager', { spec: { holderIdentity: 'mine' } }),
    ),
    create(
      'who the API server trusts',
      '/api/v1/namespaces/kube-system/configmaps',
      named('extension-apiserver-authentication', { data: { 'client-ca-file': '' } }),
    ),
    patched('who pods trust', `${core}/configmaps/kube-root-ca.crt`, { data: { 'ca.crt': '' } }),
    patched('pull secrets for all pods', `${core}/serviceaccounts/default`, {
      imagePullSecrets: [{ name: 'password' }],
    }),
    patched('a taint of a node', url.node, {
      spec: { taints: [{ key: 'x', effect: 'NoExecute' }] },
    }),
    merge('the capacity of a node', `${url.node}/status`, {
      status: { capacity: { 'example.com/gpu': '8' } },
    }),
    patch('the type of a Service', `${core}/services/web`, { spec: { type: 'NodePort' } }),
    patched('a Service by its name alone', `${core}/services/web`, {
      spec: { type: 'ExternalName', externalName: 'evil.example', clusterIP: '' },
    }),
    remove('a ClusterRole of Kubernetes', `${apis}/rbac.authorization.k8s.io/v1/clusterroles/view`),
    patched('a ClusterRole that others add up to', `${apis}/rbac.authorization.k8s.io/v1/clusterroles/view`, {
      metadata: mark({ labels: { 'rbac.authorization.k8s.io/aggregate-to-edit': 'true' } }),
    }),
  ];
}

/** The API server asks no admission policy about these. */
const questions: readonly Attempt[] = [
  create('a question about a token', `${apis}/authentication.k8s.io/v1/tokenreviews`, {
    spec: { token: 'x' },
  }),
  create('a question about rights', `${apis}/authorization.k8s.io/v1/subjectaccessreviews`, {
    spec: { user: 'admin', resourceAttributes: { verb: 'get', resource: 'secrets' } },
  }),
  create(
    'a question about rights in a namespace',
    `${apis}/authorization.k8s.io/v1/${shop}/localsubjectaccessreviews`,
    {
      metadata: { namespace: 'shop' },
      spec: { user: 'admin', resourceAttributes: { namespace: 'shop', verb: 'get', resource: 'secrets' } },
    },
  ),
].map((attempt) => ({ ...attempt, rbacAlone: true }));
