import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { valueAt } from '../../../src/domain/json-pointer.ts';
import type { Json, KubernetesObject, ObjectRef } from '../../../src/domain/objects.ts';
import { applyEdits } from '../../../src/pull-requests/edit/apply-edits.ts';
import { isProblem } from '../../../src/pull-requests/problem.ts';
import { type ControlPlane, startControlPlane } from '../../parts/control-plane.ts';
import { partMissing } from '../../parts/parts.ts';
import { type Files, repositoryFiles } from './repository-files.ts';

const files = repositoryFiles('plain');
const cronJob = { apiVersion: 'batch/v1', kind: 'CronJob', namespace: 'shop', name: 'report' } as const;
const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' } as const;
const service = { apiVersion: 'v1', kind: 'Service', namespace: 'shop', name: 'web' } as const;
const namespace = { apiVersion: 'v1', kind: 'Namespace', name: 'shop' } as const;
const configMap = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'settings' } as const;

const paths = new Map<ObjectRef, string>([
  [cronJob, '/apis/batch/v1/namespaces/shop/cronjobs/report'],
  [deployment, '/apis/apps/v1/namespaces/shop/deployments/web'],
  [service, '/api/v1/namespaces/shop/services/web'],
  [namespace, '/api/v1/namespaces/shop'],
  [configMap, '/api/v1/namespaces/shop/configmaps/settings'],
]);

const web = '/spec/template/spec/containers/1';
const edits: readonly (readonly [path: string, object: ObjectRef, field: string, value: Json])[] = [
  ['shop/web.yaml', deployment, `${web}/resources/limits/memory`, '512Mi'],
  ['shop/web.yaml', deployment, `${web}/image`, 'registry.example.org/shop/web:2.3.2'],
  ['shop/web.yaml', deployment, `${web}/env/1/value`, '60'],
  ['shop/web.yaml', deployment, `${web}/livenessProbe/failureThreshold`, 5],
  ['shop/web.yaml', deployment, '/spec/replicas', 3],
  ['shop/web.yaml', deployment, '/spec/template/metadata/labels/app.kubernetes.io~1component', 'web'],
  ['shop/web.yaml', deployment, '/spec/template/spec/nodeSelector/kubernetes.io~1arch', 'arm64'],
  ['shop/web.yaml', service, '/spec/selector/app.kubernetes.io~1component', 'web'],
  ['shop/windows.yaml', namespace, '/metadata/labels/pod-security.kubernetes.io~1enforce', 'baseline'],
  ['shop/windows.yaml', cronJob, '/spec/concurrencyPolicy', 'Forbid'],
  ['shop/config.yaml', configMap, '/data/level', 'debug'],
];

/** All files as one, the Namespace's first. */
function written(all: Files): string {
  const first = all.get('shop/windows.yaml') ?? '';
  return [first, ...all.values()].join('\n---\n');
}

describe.skipIf(partMissing('control-plane'))('edited manifests on a real API server', () => {
  let cluster: ControlPlane;

  beforeAll(async () => {
    cluster = await startControlPlane({ auditLog: false });
  }, 120_000);
  afterAll(async () => {
    await cluster?.stop();
  });

  async function objects(): Promise<ReadonlyMap<ObjectRef, KubernetesObject>> {
    const found = new Map<ObjectRef, KubernetesObject>();
    for (const [ref, path] of paths) {
      found.set(ref, (await cluster.request('GET', path)).json as KubernetesObject);
    }
    return found;
  }

  it('give each object its new values, and change nothing else of its spec', async () => {
    await cluster.apply(written(files));
    const before = await objects();
    const wanted = edits.map(([path, object, field, value]) => ({ path, change: { object, field, value } }));

    const edited = applyEdits(
      files,
      wanted,
      (ref) => before.get(ref),
      () => 'cardboard',
    );
    if (isProblem(edited)) throw new Error(`${edited.reason}: ${edited.words}`);
    await cluster.apply(written(new Map([...files, ...edited])));

    const after = await objects();
    for (const [, object, field, value] of edits) {
      expect([field, valueAt(after.get(object), field)]).toEqual([field, value]);
    }
    const untouched = [`${web}/args`, `${web}/env/2`, `${web}/ports`, '/spec/template/spec/containers/2'];
    for (const field of untouched) {
      expect(valueAt(after.get(deployment), field)).toEqual(valueAt(before.get(deployment), field));
    }
    expect(valueAt(after.get(configMap), '/data/app.conf')).toBe(
      valueAt(before.get(configMap), '/data/app.conf'),
    );
  });
});
