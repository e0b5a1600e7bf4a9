import type { KubernetesObject } from '../../src/domain/objects.ts';

/** Objects of one small application, for tests of actions. */

const namespace = 'cardboard';
const labels = { app: 'web' };

function template(image: string, env: readonly object[] = []): object {
  const spec = { containers: [{ name: 'app', image, ...(env.length === 0 ? {} : { env }) }] };
  return { metadata: { labels }, spec };
}

export const variables: readonly { readonly name: string; readonly value: string }[] = [
  { name: 'HOST', value: 'postgres' },
  { name: 'URL', value: 'http://$(HOST)/' },
  { name: 'LEVEL', value: 'info' },
];

export const deployment: KubernetesObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'web',
    namespace,
    uid: 'uid-web',
    annotations: { 'deployment.kubernetes.io/revision': '3' },
  },
  spec: {
    replicas: 2,
    selector: { matchLabels: labels },
    template: template('registry.example/team/web:3', variables),
  },
};

export const statefulSet: KubernetesObject = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'db', namespace, uid: 'uid-db' },
  spec: { replicas: 3, selector: { matchLabels: labels }, template: template('postgres:17') },
};

const owners = (owner: KubernetesObject) => [
  {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid ?? '',
    controller: true,
  },
];

/** A revision of the Deployment, as its controller keeps it. */
export function replicaSet(
  revision: number,
  image: string,
  env: readonly object[] = variables,
): KubernetesObject {
  const { metadata, ...made } = template(image, env) as { metadata: { labels: object } };
  const hash = { 'pod-template-hash': `h${revision}` };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `web-h${revision}`,
      namespace,
      uid: `uid-rs-${revision}`,
      labels: { ...labels, ...hash },
      annotations: { 'deployment.kubernetes.io/revision': String(revision) },
      ownerReferences: owners(deployment),
    },
    spec: {
      selector: { matchLabels: labels },
      template: { ...made, metadata: { ...metadata, labels: { ...metadata.labels, ...hash } } },
    },
  };
}

export const replicaSets: readonly KubernetesObject[] = [
  replicaSet(1, 'registry.example/old/web:1', []),
  replicaSet(2, 'registry.example/team/web:2', variables.slice(1)),
  replicaSet(3, 'registry.example/team/web:3'),
];

/** A revision of the StatefulSet, as its controller keeps it. */
export function controllerRevision(revision: number, image: string): KubernetesObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: { name: `db-${revision}`, namespace, labels, ownerReferences: owners(statefulSet) },
    data: { spec: { template: { ...template(image), $patch: 'replace' } } },
    revision,
  };
}

export const pod: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'web-h3-abcde',
    namespace,
    uid: 'uid-pod',
    labels,
    ownerReferences: owners(replicaSet(3, 'registry.example/team/web:3')),
  },
  spec: { containers: [{ name: 'app', image: 'registry.example/team/web:3' }] },
};

export const cronJob: KubernetesObject = {
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: 'backup', namespace, uid: 'uid-backup' },
  spec: {
    schedule: '0 3 * * *',
    suspend: false,
    jobTemplate: { metadata: { labels: { app: 'backup' } }, spec: { template: template('backup:1') } },
  },
};

export const configMap: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace, uid: 'uid-settings' },
  data: { level: 'info', workers: '4' },
};

export const node: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'node-1', uid: 'uid-node' },
  spec: { podCIDR: '10.0.0.0/24' },
};

export const service: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace, uid: 'uid-service' },
  spec: { selector: { 'app.kubernetes.io/name': 'cardboard' }, ports: [{ name: 'http', port: 80 }] },
};
