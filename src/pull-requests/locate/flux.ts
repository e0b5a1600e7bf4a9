import { posix } from 'node:path';
import { field, listAt, textAt } from '../../domain/fields.ts';
import { type KubernetesObject, type ObjectRef, refOf, refText } from '../../domain/objects.ts';
import type { ClusterReader } from '../../ports/cluster.ts';
import { type PullRequestProblem, problem } from '../problem.ts';
import type { GitOpsOwner, GitSource } from './gitops-owner.ts';

/**
 * The Flux object that applied an object, by the labels that it leaves.
 * https://fluxcd.io/flux/components/kustomize/kustomizations/ and …/helm/helmreleases/
 */
export async function fluxOwner(
  live: KubernetesObject,
  cluster: ClusterReader,
): Promise<GitOpsOwner | PullRequestProblem | undefined> {
  const release = refFrom(live, 'helm.toolkit.fluxcd.io', 'v2', 'HelmRelease');
  const kustomization = refFrom(live, 'kustomize.toolkit.fluxcd.io', 'v1', 'Kustomization');
  const ref = release ?? kustomization;
  if (ref === undefined) return undefined;
  const owner = await cluster.get(ref);
  if (owner === undefined) {
    return problem(
      'pull-request.no-repository',
      `${refText(ref)}, which the object's labels name, is not there.`,
    );
  }
  const sourceRef =
    ref === release ? field(owner, 'spec', 'chart', 'spec', 'sourceRef') : field(owner, 'spec', 'sourceRef');
  const source = await gitRepository(sourceRef, ref.namespace ?? '', cluster);
  const shape = ref === release ? ofRelease(owner) : ofKustomization(owner);
  const git = source === undefined ? undefined : gitSource(source, shape.source);
  return {
    tool: 'flux',
    ref: refOf(owner),
    healsItself: field(owner, 'spec', 'suspend') !== true,
    sources: git === undefined ? [] : [git],
    overrides: shape.overrides,
  };
}

function refFrom(
  live: KubernetesObject,
  group: string,
  version: string,
  kind: string,
): ObjectRef | undefined {
  const labels = live.metadata.labels ?? {};
  const name = labels[`${group}/name`];
  const namespace = labels[`${group}/namespace`];
  if (name === undefined || namespace === undefined) return undefined;
  return { apiVersion: `${group}/${version}`, kind, namespace, name };
}

async function gitRepository(
  sourceRef: unknown,
  namespace: string,
  cluster: ClusterReader,
): Promise<KubernetesObject | undefined> {
  const name = textAt(sourceRef, 'name');
  if (textAt(sourceRef, 'kind') !== 'GitRepository' || name === undefined) return undefined;
  return cluster.get({
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    namespace: textAt(sourceRef, 'namespace') ?? namespace,
    name,
  });
}

interface Shape {
  readonly source: Pick<GitSource, 'folder' | 'isDeep' | 'valueFiles' | 'namespace'>;
  readonly overrides: GitOpsOwner['overrides'];
}

function ofKustomization(owner: KubernetesObject): Shape {
  const namespace = textAt(owner, 'spec', 'targetNamespace');
  const has = (...path: readonly string[]): boolean => listAt(owner, 'spec', ...path).length > 0;
  return {
    source: {
      folder: folderOf(textAt(owner, 'spec', 'path')),
      isDeep: true,
      valueFiles: [],
      ...(namespace === undefined ? {} : { namespace }),
    },
    overrides: [
      ...(has('images') ? (['images'] as const) : []),
      ...(has('patches') || has('components') ? (['patches'] as const) : []),
      ...(textAt(owner, 'spec', 'namePrefix') === undefined &&
      textAt(owner, 'spec', 'nameSuffix') === undefined
        ? []
        : (['names'] as const)),
      ...(field(owner, 'spec', 'postBuild') === undefined ? [] : (['substitutions'] as const)),
    ],
  };
}

function ofRelease(owner: KubernetesObject): Shape {
  const chart = field(owner, 'spec', 'chart', 'spec');
  const files = listAt(chart, 'valuesFiles').flatMap((file) => (typeof file === 'string' ? [file] : []));
  const namespace = textAt(owner, 'spec', 'targetNamespace') ?? owner.metadata.namespace;
  const hasValues =
    field(owner, 'spec', 'values') !== undefined || listAt(owner, 'spec', 'valuesFrom').length > 0;
  const hasPatches = listAt(owner, 'spec', 'postRenderers').length > 0;
  return {
    source: {
      folder: folderOf(textAt(chart, 'chart')),
      isDeep: true,
      valueFiles: files.map((file) => posix.normalize(file)),
      ...(namespace === undefined ? {} : { namespace }),
    },
    overrides: [...(hasValues ? (['values'] as const) : []), ...(hasPatches ? (['patches'] as const) : [])],
  };
}

/** A repository without a branch of its own follows `master`; one of a tag or commit follows no branch. */
function gitSource(repository: KubernetesObject, shape: Shape['source']): GitSource | undefined {
  const url = textAt(repository, 'spec', 'url');
  const ref = field(repository, 'spec', 'ref');
  const isPinned = ['tag', 'semver', 'commit', 'name'].some((key) => textAt(ref, key) !== undefined);
  if (url === undefined || isPinned) return undefined;
  return { url, branch: textAt(ref, 'branch') ?? 'master', ...shape };
}

/** A folder as both controllers write it: `./apps/web/`, `apps/web`, or nothing for the root. */
export function folderOf(path: string | undefined): string {
  return (
    posix
      .normalize(path ?? '.')
      .replace(/^\/+/u, '')
      .replace(/\/$/u, '') || '.'
  );
}
