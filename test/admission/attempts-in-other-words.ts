import {
  apply,
  type Attempt,
  containerOf,
  create,
  jsonPatch,
  type LiveShop,
  mark,
  merge,
  patch,
  remove,
  replace,
} from './requests.ts';

const apps = '/apis/apps/v1/namespaces/shop';
const core = '/api/v1/namespaces/shop';
const containers = '/spec/template/spec/containers';
const evil = containerOf({ image: 'evil.example/miner:1' });

/** What is not allowed, by requests that somebody may have forgotten to think of. */
export function otherWords({ web, nightly, pod, replicaSet, url }: LiveShop): readonly Attempt[] {
  const set = `${apps}/replicasets/${replicaSet.metadata.name}`;
  const podPath = `${core}/pods/${pod.metadata.name}`;
  const scale = (name: string) => ({
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: { name, namespace: 'shop' },
    spec: { replicas: 3 },
  });
  const job = (nightly['spec'] as { readonly jobTemplate: { readonly spec: object } }).jobTemplate.spec;
  const { uid = '' } = nightly.metadata;
  const owner = { apiVersion: 'batch/v1', kind: 'CronJob', name: 'nightly', uid, controller: true };
  const applied = { apiVersion: 'apps/v1', kind: 'Deployment' };
  return [
    jsonPatch('an image copied from the sidecar', url.web, {
      op: 'copy',
      from: `${containers}/1/image`,
      path: `${containers}/0/image`,
    }),
    jsonPatch('a variable moved away', url.web, {
      op: 'move',
      from: `${containers}/0/env/0`,
      path: `${containers}/0/env/1`,
    }),
    jsonPatch('the labels taken off', url.web, { op: 'remove', path: '/metadata/labels' }),
    jsonPatch(
      'a limit added behind a test that holds',
      url.web,
      { op: 'test', path: '/kind', value: 'Deployment' },
      {
        op: 'add',
        path: `${containers}/0/resources/limits/cpu`,
        value: '4',
      },
    ),
    merge('the list of containers by another', url.web, {
      metadata: mark({}),
      spec: { template: { spec: { containers: [{ name: 'web', image: 'envoy:1' }] } } },
    }),
    patch('the list of containers replaced by a directive', url.web, {
      spec: {
        template: { spec: { containers: [{ $patch: 'replace' }, { name: 'web', image: 'envoy:1' }] } },
      },
    }),
    patch(
      'a variable deleted by a directive',
      url.web,
      containerOf({ env: [{ name: 'HOME', $patch: 'delete' }] }),
    ),
    patch('an image without validation of fields', `${url.web}?fieldValidation=Ignore`, evil),
    patch('an image under the name of a controller', `${url.web}?fieldManager=kube-controller-manager`, evil),
    apply(
      'replicas as the autoscaler applies them',
      url.web,
      { ...applied, metadata: {}, spec: { replicas: 3 } },
      'kube-controller-manager',
    ),
    apply(
      'an image as kubectl applies it',
      url.web,
      { ...applied, metadata: mark({}), ...evil },
      'kubectl-client-side-apply',
    ),
    apply('a status applied', `${url.web}/status`, {
      ...applied,
      metadata: mark({}),
      status: { replicas: 9 },
    }),
    apply('a scale applied', `${url.web}/scale`, scale('web')),
    apply('a Secret applied', `${core}/secrets/password`, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: mark({}),
      stringData: { password: 'x' },
    }),
    replace('a scale replaced', `${url.web}/scale`, scale('web')),
    replace('the scale of a StatefulSet replaced', `${apps}/statefulsets/db/scale`, scale('db')),
    replace('a status replaced', `${url.web}/status`, { ...web, status: { replicas: 9 } }),
    merge('the scale of a ReplicaSet', `${set}/scale`, { spec: { replicas: 0 } }),
    merge('the scale of a ReplicationController', `${core}/replicationcontrollers/old/scale`, {
      spec: { replicas: 3 },
    }),
    merge('a ReplicationController', `${core}/replicationcontrollers/old`, {
      metadata: mark({}),
      spec: { replicas: 3 },
    }),
    patch('the template of a ReplicaSet', set, evil),
    merge('a ReplicaSet let go', set, { metadata: mark({ ownerReferences: null }) }),
    merge('a pod let go', podPath, { metadata: mark({ ownerReferences: null }) }),
    merge('a pod taken in', `${core}/pods/single`, {
      metadata: mark({
        ownerReferences: [
          { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: replicaSet.metadata.uid },
        ],
      }),
    }),
    merge('a pod that stays', podPath, { metadata: mark({ finalizers: ['example.com/stay'] }) }),
    merge('a Deployment that waits for what it owns', url.web, {
      metadata: mark({ finalizers: ['foregroundDeletion'] }),
    }),
    merge('a Secret that stays', `${core}/secrets/password`, {
      metadata: mark({ finalizers: ['example.com/stay'] }),
    }),
    {
      ...replace('a Namespace finalized', `${core}/finalize`, {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'shop' },
        spec: { finalizers: [] },
      }),
    },
    remove('a pod at once', podPath, { gracePeriodSeconds: 0, propagationPolicy: 'Background' }),
    remove('a ReplicaSet without its pods', set, { propagationPolicy: 'Orphan' }),
    remove('pods by a label', `${core}/pods?labelSelector=app%3Dweb`, { propagationPolicy: 'Background' }),
    remove('a pod by a field', `${core}/pods?fieldSelector=metadata.name%3Dsingle`),
    remove('Jobs by a field', '/apis/batch/v1/namespaces/shop/jobs?fieldSelector=metadata.name%3Dfailed', {
      propagationPolicy: 'Background',
    }),
    remove('Secrets at once', `${core}/secrets`),
    remove('every ReplicaSet', `${apps}/replicasets`),
    remove('every CronJob', '/apis/batch/v1/namespaces/shop/cronjobs'),
    create('a pod by a stem', `${core}/pods`, {
      metadata: mark({ generateName: 'web-' }),
      spec: { containers: [{ name: 'app', image: 'envoy:1' }] },
    }),
    create('a Secret by a stem', `${core}/secrets`, { metadata: mark({ generateName: 'mine-' }) }),
    create('a run of a CronJob by a stem', '/apis/batch/v1/namespaces/shop/jobs', {
      metadata: mark({
        generateName: 'nightly-',
        labels: { 'firebreak.dev/cronjob': 'nightly' },
        ownerReferences: [owner],
      }),
      spec: job,
    }),
  ];
}
