import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { numberAt, textAt } from '../../src/domain/fields.ts';
import { runTool } from '../deploy/helm.ts';
import type { ControlPlane } from '../parts/control-plane.ts';
import { type KubeObject, readObjects } from '../parts/kube-apply.ts';
import { expectOk } from '../parts/kube-request.ts';
import { waitFor } from '../parts/wait.ts';

/** Files of a repository at one commit, by path. */
export type Tree = Readonly<Record<string, string>>;

/** What kustomize makes of a folder. */
export function rendered(tree: Tree, folder: string): readonly KubeObject[] {
  const root = mkdtempSync(join(tmpdir(), 'firebreak-git-ops-'));
  try {
    for (const [path, text] of Object.entries(tree)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const { code, stdout, stderr } = runTool('kubectl', ['kustomize', join(root, folder)]);
    if (code !== 0) throw new Error(stderr);
    return readObjects(stdout);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Applies a folder in one go, as `kubectl apply -k` and Flux do. */
export async function applyAtOnce(cluster: ControlPlane, tree: Tree, folder: string): Promise<void> {
  await apply(cluster, rendered(tree, folder));
}

/**
 * Syncs a folder as an Argo CD Application of this name: every object tracked, wave by wave, and none begun before
 * the workloads of the one before have rolled out.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
 */
export async function syncInWaves(
  cluster: ControlPlane,
  tree: Tree,
  folder: string,
  application: string,
): Promise<void> {
  const objects = rendered(tree, folder).map((object) => tracked(object, application));
  const waves = [...new Set(objects.map(waveOf))].toSorted((one, other) => one - other);
  for (const wave of waves) {
    const now = objects.filter((object) => waveOf(object) === wave);
    await apply(cluster, now);
    for (const object of now.filter(({ kind }) => kind === 'Deployment')) await rolledOut(cluster, object);
  }
}

async function apply(cluster: ControlPlane, objects: readonly KubeObject[]): Promise<void> {
  // As both tools do: what others live in comes first.
  const [first, rest] = [true, false].map((isFirst) =>
    objects.filter(({ kind }) => (kind === 'Namespace') === isFirst),
  );
  const yaml = [...(first ?? []), ...(rest ?? [])].map((object) => stringify(object)).join('---\n');
  await cluster.apply(yaml);
}

function tracked(object: KubeObject, application: string): KubeObject {
  const { apiVersion, kind, metadata } = object;
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  const id = `${application}:${group}/${kind}:${metadata.namespace ?? ''}/${metadata.name}`;
  const annotations = { ...Object(metadata['annotations']), 'argocd.argoproj.io/tracking-id': id };
  return { ...object, metadata: { ...metadata, annotations } };
}

function waveOf({ metadata }: KubeObject): number {
  return Number(textAt(metadata, 'annotations', 'argocd.argoproj.io/sync-wave') ?? '0');
}

/** What Argo CD calls a healthy Deployment. */
async function rolledOut(cluster: ControlPlane, { metadata }: KubeObject): Promise<void> {
  const path = `/apis/apps/v1/namespaces/${metadata.namespace}/deployments/${metadata.name}`;
  await waitFor(
    async () => {
      const live = await expectOk(cluster.request('GET', path), path);
      const count = (field: string) => numberAt(live, 'status', field) ?? 0;
      const wanted = numberAt(live, 'spec', 'replicas') ?? 1;
      return (
        count('observedGeneration') >= (numberAt(live, 'metadata', 'generation') ?? 0) &&
        count('updatedReplicas') >= wanted &&
        count('replicas') <= count('updatedReplicas') &&
        count('availableReplicas') >= count('updatedReplicas')
      );
    },
    { what: `the roll-out of ${metadata.name}`, timeoutMs: 60_000 },
  );
}
