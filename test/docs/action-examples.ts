import type { Action } from '../../src/domain/action.ts';
import type { ObjectRef } from '../../src/domain/objects.ts';

const namespace = 'cardboard';
const scraper: ObjectRef = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: 'price-scraper' };
const service: ObjectRef = { apiVersion: 'v1', kind: 'Service', namespace, name: 'web' };
const cronJob: ObjectRef = {
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  namespace,
  name: 'pull-secret-refresh',
};
const settings: ObjectRef = { apiVersion: 'v1', kind: 'ConfigMap', namespace, name: 'scraper-settings' };

function example(action: string, target: ObjectRef, params: Action['params'] = {}): Action {
  return { apiVersion: 'firebreak.dev/v1', action, cluster: 'default', target, params };
}

/** One action of each kind, on the objects of test/fixtures/catalogue. */
export const examples: readonly Action[] = [
  example('restart-workload', scraper),
  example('scale-workload', scraper, { replicas: 3 }),
  example('set-resources', scraper, { container: 'scraper', limits: { memory: '512Mi' } }),
  example('rollback-workload', scraper, { toRevision: 1 }),
  example('set-image', scraper, { container: 'scraper', image: 'ghcr.io/cardboard/price-scraper:1.4.1' }),
  example('set-env', scraper, { container: 'scraper', name: 'LOG_LEVEL', value: 'debug' }),
  example('delete-pod', {
    apiVersion: 'v1',
    kind: 'Pod',
    namespace,
    name: 'price-scraper-5d8f7c9b6d-x2x4z',
  }),
  example('delete-job', {
    apiVersion: 'batch/v1',
    kind: 'Job',
    namespace,
    name: 'postgres-backup-29520495',
  }),
  example('run-cronjob', cronJob),
  example('suspend-cronjob', cronJob, { suspend: true }),
  example('patch-service-selector', service, { selector: { app: null, 'app.kubernetes.io/name': 'web' } }),
  example(
    'set-labels',
    { apiVersion: 'v1', kind: 'Namespace', name: namespace },
    {
      labels: { 'pod-security.kubernetes.io/warn': 'restricted' },
    },
  ),
  example('patch-configmap', settings, { data: { concurrency: '4' } }),
  example('cordon-node', { apiVersion: 'v1', kind: 'Node', name: 'node-1' }, { unschedulable: true }),
  example('patch-object', service, {
    patch: [
      { op: 'test', path: '/spec/ports/0/name', value: 'http' },
      { op: 'replace', path: '/spec/ports/0/port', value: 8080 },
    ],
  }),
  example('apply-object', settings, {
    manifest: {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'scraper-settings', namespace },
      data: { timeout: '30s' },
    },
  }),
  example('open-pull-request', scraper, {
    repository: 'acme/deployments',
    base: 'main',
    title: 'price-scraper: raise the memory limit of scraper to 512Mi',
    body: 'It was killed at its limit of 256Mi three times within an hour.',
    edits: [
      {
        path: 'apps/cardboard/price-scraper.yaml',
        change: {
          object: { ...scraper },
          field: '/spec/template/spec/containers/0/resources/limits/memory',
          value: '512Mi',
        },
      },
    ],
  }),
];
