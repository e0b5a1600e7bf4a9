import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordedCluster } from '../../../src/adapters/dump/recorded-cluster.ts';
import { type KubernetesObject, refKey, refOf } from '../../../src/domain/objects.ts';
import { parseManifests } from '../../../src/manifests/parse-manifests.ts';
import { applyEdits } from '../../../src/pull-requests/edit/apply-edits.ts';
import { placeManifest } from '../../../src/pull-requests/locate/place-manifest.ts';
import { filesForEdits } from '../../../src/pull-requests/locate/read-files.ts';
import { isProblem } from '../../../src/pull-requests/problem.ts';
import type { AllowedRepository } from '../../../src/pull-requests/repositories.ts';
import { runTool } from '../../deploy/helm.ts';
import { partMissing } from '../../parts/parts.ts';
import { nowhere, treeOf } from '../edit/repository-files.ts';

const web: KubernetesObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { replicas: 2 },
};
const budget: KubernetesObject = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'web' } } },
};
const refresh: KubernetesObject = {
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: 'ecr-refresh', namespace: 'shop' },
  spec: {
    schedule: '0 */5 * * *',
    jobTemplate: {
      spec: {
        template: {
          spec: {
            restartPolicy: 'OnFailure',
            containers: [{ name: 'refresh', image: 'ghcr.io/shop/ecr:1' }],
          },
        },
      },
    },
  },
};

const deployment = (namespace = '') =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n${namespace}spec:\n  replicas: 2\n`;
const own = '  namespace: shop\n';
const service = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  namespace: shop\n';
const open: AllowedRepository = { repository: 'acme/deployments', base: 'main', paths: ['**'] };

interface Case {
  readonly files: Readonly<Record<string, string>>;
  readonly object?: KubernetesObject;
  readonly repository?: Partial<AllowedRepository>;
}

/** The files that come and change, or why nothing is placed. */
async function placed({ files, object = budget, repository = {} }: Case) {
  const texts = new Map(Object.entries(files));
  const found = await placeManifest(object, web, {
    repositories: [{ ...open, ...repository }],
    tree: async () => treeOf(texts),
    cluster: recordedCluster([web]),
  });
  if (isProblem(found)) return found;
  // As the plan does them: from what is read for these edits alone.
  const read = await filesForEdits(treeOf(texts), found.edits);
  const after = isProblem(read) ? read : applyEdits(read, found.edits, () => undefined, nowhere);
  if (isProblem(after)) throw new Error(`${after.reason}: ${after.words}`);
  return after;
}

/** The same, where it has to be placed. */
async function files(given: Case): Promise<ReadonlyMap<string, string>> {
  const after = await placed(given);
  if (isProblem(after)) throw new Error(`${after.reason}: ${after.words}`);
  return after;
}

const paths = async (given: Case) => [...(await files(given)).keys()].toSorted();

describe('a manifest that no file holds yet', () => {
  it('goes beside the one of its workload, named as that is', async () => {
    expect(await paths({ files: { 'apps/shop/deployment.yaml': deployment(own) } })).toEqual([
      'apps/shop/pdb.yaml',
    ]);
    expect(await paths({ files: { 'apps/shop/web.yml': deployment(own) } })).toEqual([
      'apps/shop/web-pdb.yml',
    ]);
  });

  it('is a further document where the workload shares its file with others, byte for byte', async () => {
    const text = `# The shop.\r\n${deployment(own)}---\n${service}`.replaceAll(/(?<!\r)\n/gu, '\r\n');
    const after = await files({ files: { 'web.yaml': text } });
    expect([...after.keys()]).toEqual(['web.yaml']);
    expect(after.get('web.yaml')?.startsWith(text)).toBe(true);
    expect(after.get('web.yaml')?.slice(text.length)).toMatch(/^---\r\napiVersion: policy\/v1\r\n/u);
  });

  it('has an entry in the kustomization, whose other bytes stay', async () => {
    const kustomization =
      '# Shop\nnamespace: shop\nresources:\n    - deployment.yaml # the one\n\nimages: []\n';
    const before = { 'apps/deployment.yaml': deployment(), 'apps/kustomization.yaml': kustomization };
    const after = await files({ files: before });
    expect(after.get('apps/kustomization.yaml')).toBe(
      kustomization.replace('# the one\n', '# the one\n    - pdb.yaml\n'),
    );
  });

  it('goes into the overlay where others are built from the base too', async () => {
    const before = {
      'base/deployment.yaml': deployment(),
      'base/kustomization.yaml': 'resources: [deployment.yaml]\n',
      'overlays/shop/kustomization.yaml': 'namespace: shop\nresources: [../../base]\n',
      'overlays/test/kustomization.yaml': 'namespace: test\nresources: [../../base]\n',
    };
    const after = await files({ files: before, repository: { folder: 'overlays/shop' } });
    expect([...after.keys()].toSorted()).toEqual([
      'overlays/shop/kustomization.yaml',
      'overlays/shop/pdb.yaml',
    ]);
    expect(after.get('overlays/shop/kustomization.yaml')).toContain('resources: [../../base, pdb.yaml]');
  });

  it.each<[string, Case, string]>([
    ['nothing defines the workload', { files: { 'a.yaml': service } }, 'pull-request.not-in-manifest'],
    [
      'the file would lie outside the globs',
      { files: { 'apps/deployment.yaml': deployment(own) }, repository: { paths: ['apps/deployment.yaml'] } },
      'pull-request.not-allowed',
    ],
    [
      'a file defines it already',
      {
        files: {
          'deployment.yaml': deployment(own),
          'budget.yaml':
            'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web, namespace: shop}\n',
        },
      },
      'pull-request.already-there',
    ],
    [
      'every name is taken',
      { files: { 'web.yaml': deployment(own), 'Web-PDB.yaml': service } },
      'pull-request.ambiguous',
    ],
    [
      'the workload is from a chart',
      { files: { 'c/Chart.yaml': 'name: c\n', 'c/templates/web.yaml': deployment(own) } },
      'pull-request.templated',
    ],
    [
      'the kustomization labels what it builds',
      {
        files: {
          'deployment.yaml': deployment(own),
          'kustomization.yaml': 'resources: [deployment.yaml]\ncommonLabels: { team: shop }\n',
        },
      },
      'pull-request.not-followed',
    ],
    [
      'the kustomization patches every object',
      {
        files: {
          'deployment.yaml': deployment(own),
          'kustomization.yaml':
            'resources: [deployment.yaml]\npatches:\n- target: { name: ".*" }\n  patch: "[{op: remove, path: /spec}]"\n',
        },
      },
      'pull-request.not-followed',
    ],
    [
      'an image of it is set by the kustomization',
      {
        object: refresh,
        files: {
          'deployment.yaml': deployment(own),
          'kustomization.yaml':
            'resources: [deployment.yaml]\nimages: [{ name: ghcr.io/shop/ecr, newTag: "2" }]\n',
        },
      },
      'pull-request.not-followed',
    ],
  ])('is not placed where %s', async (_why, given, reason) => {
    expect(await placed(given)).toMatchObject({ reason });
  });
});

describe.skipIf(partMissing('chart-tools'))('what kustomize builds once it is placed', () => {
  it.each([
    ['a budget', budget],
    ['a CronJob', refresh],
  ])('is %s as it was given, and all else as before', async (_what, object) => {
    const texts = {
      'base/deployment.yaml': deployment(),
      'base/kustomization.yaml': 'resources:\n- deployment.yaml\n',
      'overlays/shop/kustomization.yaml':
        '# This cluster.\nnamespace: shop\nresources:\n  - ../../base # shared\nreplicas:\n  - { name: web, count: 3 }\n',
      'overlays/test/kustomization.yaml': 'namespace: test\nresources: [../../base]\n',
    };
    const changed = await files({ files: texts, object, repository: { folder: 'overlays/shop' } });
    const after = { ...texts, ...Object.fromEntries(changed) };
    const before = built(texts, 'overlays/shop');
    const now = built(after, 'overlays/shop');
    expect(now.get(refKey(refOf(object)))).toEqual(object);
    expect(now.size).toBe(before.size + 1);
    for (const [key, other] of before) expect(now.get(key)).toEqual(other);
    expect(built(after, 'overlays/test')).toEqual(built(texts, 'overlays/test'));
  });
});

function built(
  files: Readonly<Record<string, string>>,
  folder: string,
): ReadonlyMap<string, KubernetesObject> {
  const root = mkdtempSync(join(tmpdir(), 'firebreak-kustomize-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const { code, stdout, stderr } = runTool('kubectl', ['kustomize', join(root, folder)]);
    if (code !== 0) throw new Error(stderr);
    const { valid } = parseManifests(stdout, folder, 'default');
    return new Map(valid.map(({ object }) => [refKey(refOf(object)), object]));
  } finally {
    rmSync(root, { recursive: true });
  }
}
