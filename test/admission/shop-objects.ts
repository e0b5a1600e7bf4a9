import { stringify } from 'yaml';

const labels = { app: 'web', component: 'web' };

const podSpec = {
  containers: [
    {
      name: 'web',
      image: 'registry.example:5000/shop/web:1.0',
      env: [
        { name: 'LEVEL', value: 'info' },
        { name: 'HOME', value: '/' },
      ],
      resources: { requests: { memory: '128Mi', cpu: '100m' }, limits: { memory: '256Mi' } },
    },
    { name: 'proxy', image: 'envoy:1', resources: { limits: { memory: '64Mi' } } },
  ],
  initContainers: [{ name: 'migrate', image: 'registry.example:5000/shop/web:1.0' }],
};

const template = { metadata: { labels }, spec: podSpec };
const selector = { matchLabels: { app: 'web' } };
const backup = { restartPolicy: 'Never', containers: [{ name: 'backup', image: 'backup:1' }] };

const core = (kind: string, name: string, content: object) => ({
  apiVersion: 'v1',
  kind,
  metadata: { name },
  ...content,
});

const workload = (kind: string, name: string, spec: object, metadata: object = {}) => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name, ...metadata },
  spec: { selector, template, ...spec },
});

const batch = (kind: string, name: string, spec: object) => ({
  apiVersion: 'batch/v1',
  kind,
  metadata: { name },
  spec,
});

const cronJob = (name: string, suspend: boolean) =>
  batch('CronJob', name, {
    schedule: '0 3 1 1 *',
    suspend,
    jobTemplate: {
      metadata: { labels: { app: 'nightly' } },
      spec: { backoffLimit: 2, template: { metadata: { labels: { app: 'nightly' } }, spec: backup } },
    },
  });

const job = (name: string) => batch('Job', name, { suspend: true, template: { spec: backup } });

const objects = [
  core('ConfigMap', 'settings', { data: { level: 'info' } }),
  core('Secret', 'password', { stringData: { password: 'correct-horse' } }),
  core('ServiceAccount', 'builder', {}),
  core('Service', 'web', { spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] } }),
  core('Pod', 'single', { spec: { containers: [{ name: 'app', image: 'single:1' }] } }),
  core('ReplicationController', 'old', {
    spec: {
      replicas: 0,
      selector: { app: 'old' },
      template: { metadata: { labels: { app: 'old' } }, spec: podSpec },
    },
  }),
  workload('Deployment', 'web', { replicas: 2 }, { labels: { team: 'shop' }, annotations: { note: 'keep' } }),
  workload('Deployment', 'left-alone', { replicas: 1 }, { labels: { 'firebreak.dev/hands-off': 'true' } }),
  workload('Deployment', 'ours', { replicas: 1 }, { labels: { 'app.kubernetes.io/name': 'firebreak' } }),
  workload('StatefulSet', 'db', { replicas: 1, serviceName: 'db' }),
  workload('DaemonSet', 'agent', {}),
  cronJob('nightly', false),
  cronJob('paused', true),
  job('failed'),
  job('running'),
] as const;

/** YAML of one small application, everything of which some test wants to change. */
export function shopIn(namespace: string): string {
  return objects
    .map((object) => ({ ...object, metadata: { ...object.metadata, namespace } }))
    .map((object) => stringify(object, { aliasDuplicateObjects: false }))
    .join('---\n');
}
