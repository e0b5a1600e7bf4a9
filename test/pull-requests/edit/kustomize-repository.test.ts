import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordedCluster } from '../../../src/adapters/dump/recorded-cluster.ts';
import type { FieldChange } from '../../../src/domain/manifest-edit.ts';
import { type KubernetesObject, refKey, refOf } from '../../../src/domain/objects.ts';
import { parseManifests } from '../../../src/manifests/parse-manifests.ts';
import { applyEdits } from '../../../src/pull-requests/edit/apply-edits.ts';
import { type Located, locateField } from '../../../src/pull-requests/locate/locate-field.ts';
import { filesForEdits } from '../../../src/pull-requests/locate/read-files.ts';
import { isProblem } from '../../../src/pull-requests/problem.ts';
import { withFields } from '../../../src/pull-requests/with-fields.ts';
import { runTool } from '../../deploy/helm.ts';
import { partMissing } from '../../parts/parts.ts';
import { changedLines, type Files, nowhere, repositoryFiles, treeOf } from './repository-files.ts';

const files = repositoryFiles('kustomize');
const production = 'overlays/production';
const container = '/spec/template/spec/containers/0';

/** What kustomize builds of a folder; generated ConfigMaps without the hash, which changes with what they hold. */
function built(all: Files, folder: string): ReadonlyMap<string, KubernetesObject> {
  const root = mkdtempSync(join(tmpdir(), 'firebreak-kustomize-'));
  try {
    for (const [path, text] of all) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const { code, stdout, stderr } = runTool('kubectl', ['kustomize', join(root, folder)]);
    if (code !== 0) throw new Error(stderr);
    const { valid } = parseManifests(stdout, folder, 'default');
    return new Map(valid.map(({ object }) => [refKey(refOf(object)).replace(/-[a-z0-9]{10}$/u, ''), object]));
  } finally {
    rmSync(root, { recursive: true });
  }
}

function objectOf(objects: ReadonlyMap<string, KubernetesObject>, key: string): KubernetesObject {
  const object = objects.get(key);
  if (object === undefined) throw new Error(`no ${key} among ${[...objects.keys()].join(', ')}`);
  return object;
}

const deployment = 'apps/Deployment/shop/prod-web';
const service = '/Service/shop/prod-web';
const cronJob = 'batch/CronJob/shop/prod-report';
const configMap = '/ConfigMap/shop/prod-settings';

const repositories = [{ repository: 'acme/shop', base: 'main', paths: ['**'], folder: production }];

/** Locates a field, edits the files, and holds what kustomize builds of them against what was intended. */
async function edited(key: string, field: string, value?: FieldChange['value']): Promise<readonly string[]> {
  const before = built(files, production);
  const live = objectOf(before, key);
  const change = { object: refOf(live), field, ...(value === undefined ? {} : { value }) };
  const located = await locateField(change, live, {
    repositories,
    tree: async () => treeOf(files),
    cluster: recordedCluster([]),
  });
  if (isProblem(located)) throw new Error(`${located.reason}: ${located.words}`);
  const after = await applied(located, live);

  const objects = built(new Map([...files, ...after]), production);
  expect({ ...objects.get(key), metadata: { ...objects.get(key)?.metadata, name: '' } }).toEqual({
    ...withFields(live, [change]),
    metadata: { ...withFields(live, [change])?.metadata, name: '' },
  });
  for (const [other, object] of before) if (other !== key) expect(objects.get(other)).toEqual(object);
  expect(built(new Map([...files, ...after]), 'overlays/staging')).toEqual(built(files, 'overlays/staging'));
  return changedLines(files, after);
}

/** The edits as they are done when the pull request is planned: from what is read for them alone. */
async function applied({ edits }: Located, live: KubernetesObject): Promise<Files> {
  const read = await filesForEdits(treeOf(files), edits);
  const after = isProblem(read) ? read : applyEdits(read, edits, () => live, nowhere);
  if (isProblem(after)) throw new Error(`${after.reason}: ${after.words}`);
  return after;
}

describe.skipIf(partMissing('chart-tools'))('edits in a repository of kustomizations', () => {
  it("change the overlay's patch where that sets the field", async () => {
    expect(await edited(deployment, `${container}/resources/limits/memory`, '512Mi')).toEqual([
      'overlays/production/memory.yaml: -              memory: 256Mi   # measured in May',
      'overlays/production/memory.yaml: +              memory: 512Mi   # measured in May',
    ]);
  });

  it('change the tag that the overlay gives an image', async () => {
    expect(await edited(deployment, `${container}/image`, 'registry.example.org/shop/web:2.3.2')).toEqual([
      'overlays/production/kustomization.yaml: -    newTag: "2.3.1"',
      'overlays/production/kustomization.yaml: +    newTag: "2.3.2"',
    ]);
  });

  it('put a digest in the place of the tag', async () => {
    const digest = `sha256:${'ab'.repeat(32)}`;

    expect(await edited(deployment, `${container}/image`, `registry.example.org/shop/web@${digest}`)).toEqual(
      [
        'overlays/production/kustomization.yaml: -    newTag: "2.3.1"',
        `overlays/production/kustomization.yaml: +    digest: ${digest}`,
      ],
    );
  });

  it('change the replicas that the overlay sets', async () => {
    expect(await edited(deployment, '/spec/replicas', 6)).toEqual([
      'overlays/production/kustomization.yaml: -    count: 4   # nights and weekends too',
      'overlays/production/kustomization.yaml: +    count: 6   # nights and weekends too',
    ]);
  });

  it('change a value within a JSON patch that stands in the kustomization', async () => {
    expect(await edited(deployment, `${container}/livenessProbe/periodSeconds`, 60)).toEqual([
      'overlays/production/kustomization.yaml: -          periodSeconds: 30',
      'overlays/production/kustomization.yaml: +          periodSeconds: 60',
    ]);
  });

  it('change a literal of a generated ConfigMap', async () => {
    expect(await edited(configMap, '/data/LOG_LEVEL', 'debug')).toEqual([
      'overlays/production/kustomization.yaml: -      - LOG_LEVEL=info',
      'overlays/production/kustomization.yaml: +      - LOG_LEVEL=debug',
    ]);
  });

  it('change the manifest that only this overlay is built from', async () => {
    expect(await edited(cronJob, '/spec/concurrencyPolicy', 'Forbid')).toEqual([
      'overlays/production/report.yaml: +  concurrencyPolicy: Forbid',
    ]);
  });

  it("add to the overlay's patch what the shared base has not", async () => {
    expect(await edited(deployment, `${container}/env`, [{ name: 'RETRIES', value: '3' }])).toEqual([
      'overlays/production/memory.yaml: +          env:',
      'overlays/production/memory.yaml: +            - name: RETRIES',
      'overlays/production/memory.yaml: +              value: "3"',
    ]);
  });

  it('add a patch for what only the shared base defines', async () => {
    expect(await edited(service, '/spec/selector/app.kubernetes.io~1component', 'web')).toEqual([
      'overlays/production/kustomization.yaml: +  - target:',
      'overlays/production/kustomization.yaml: +      kind: Service',
      'overlays/production/kustomization.yaml: +      name: web',
      'overlays/production/kustomization.yaml: +    patch: |',
      'overlays/production/kustomization.yaml: +      apiVersion: v1',
      'overlays/production/kustomization.yaml: +      kind: Service',
      'overlays/production/kustomization.yaml: +      metadata:',
      'overlays/production/kustomization.yaml: +        name: web',
      'overlays/production/kustomization.yaml: +      spec:',
      'overlays/production/kustomization.yaml: +        selector:',
      'overlays/production/kustomization.yaml: +          app.kubernetes.io/component: web',
    ]);
  });

  it('add a manifest and its entry in the kustomization', () => {
    const object = {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      namespace: 'shop',
      name: 'prod-web',
    };
    const value = {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'web' },
      spec: { maxUnavailable: 1, selector: { matchLabels: { 'app.kubernetes.io/name': 'web' } } },
    };
    const edits = [`${production}/web-pdb.yaml`, `${production}/kustomization.yaml`].map((path) => ({
      path,
      change: { object, field: '', value },
    }));

    const after = applyEdits(files, edits, () => undefined, nowhere);

    if (isProblem(after)) throw new Error(after.words);
    expect(changedLines(files, after)).toContain(`${production}/kustomization.yaml: +  - web-pdb.yaml`);
    const objects = built(new Map([...files, ...after]), production);
    expect(objects.get('policy/PodDisruptionBudget/shop/prod-web')?.['spec']).toEqual(value.spec);
  });
});
