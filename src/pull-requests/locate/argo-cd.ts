import { posix } from 'node:path';
import { field, listAt, textAt } from '../../domain/fields.ts';
import { groupOf, type KubernetesObject, refOf } from '../../domain/objects.ts';
import { ClusterError, type ClusterReader } from '../../ports/cluster.ts';
import { type PullRequestProblem, problem } from '../problem.ts';
import { folderOf } from './flux.ts';
import type { GitOpsOwner, GitSource } from './gitops-owner.ts';

const MOST_APPLICATIONS = 500;

/**
 * The Argo CD Application that an object belongs to: by the tracking annotation, or by the instance label where an
 * Application of that name says that it has the object.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/
 */
export async function argoOwner(
  live: KubernetesObject,
  cluster: ClusterReader,
): Promise<GitOpsOwner | PullRequestProblem | undefined> {
  const tracked = live.metadata.annotations?.['argocd.argoproj.io/tracking-id']?.split(':')[0];
  const label = live.metadata.labels?.['app.kubernetes.io/instance'];
  const name = tracked ?? label;
  if (name === undefined || name === '') return undefined;
  const applications = await applicationsIn(cluster, tracked !== undefined);
  const named = applications.filter((each) => isNamed(each, name));
  const [application, other] = tracked === undefined ? named.filter((each) => holds(each, live)) : named;
  if (application !== undefined && other === undefined) return ownerFrom(application);
  if (tracked === undefined && application === undefined) return undefined;
  const words = application === undefined ? 'is not there' : 'is there more than once';
  return problem('pull-request.no-repository', `The Argo CD Application that tracks the object ${words}.`);
}

/** None where the cluster has no Argo CD; where it may not be read, only a tracked object needs to know. */
async function applicationsIn(
  cluster: ClusterReader,
  isTracked: boolean,
): Promise<readonly KubernetesObject[]> {
  try {
    const query = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', limit: MOST_APPLICATIONS };
    return (await cluster.list(query)).items;
  } catch (cause) {
    const isAbsent =
      cause instanceof ClusterError && (cause.code === 'not-found' || cause.code === 'forbidden');
    if (isAbsent && !isTracked) return [];
    throw cause;
  }
}

/** An Application outside Argo CD's own namespace is tracked as `namespace_name`. */
function isNamed({ metadata }: KubernetesObject, name: string): boolean {
  return metadata.name === name || `${metadata.namespace ?? ''}_${metadata.name}` === name;
}

function holds(application: KubernetesObject, live: KubernetesObject): boolean {
  return listAt(application, 'status', 'resources').some(
    (resource) =>
      textAt(resource, 'kind') === live.kind &&
      (textAt(resource, 'group') ?? '') === groupOf(live.apiVersion) &&
      textAt(resource, 'name') === live.metadata.name &&
      textAt(resource, 'namespace') === live.metadata.namespace,
  );
}

function ownerFrom(application: KubernetesObject): GitOpsOwner {
  const several = listAt(application, 'spec', 'sources');
  const single = field(application, 'spec', 'source');
  const all = several.length > 0 ? several : single === undefined ? [] : [single];
  const namespace = textAt(application, 'spec', 'destination', 'namespace');
  return {
    tool: 'argo-cd',
    ref: refOf(application),
    healsItself: field(application, 'spec', 'syncPolicy', 'automated', 'selfHeal') === true,
    sources: all.flatMap((source) => sourceFrom(source, namespace)),
    overrides: [...new Set(all.flatMap(overridesOf))],
  };
}

/** A chart from a Helm repository is no place in Git; a source for its values alone has no path. */
function sourceFrom(source: unknown, namespace: string | undefined): readonly GitSource[] {
  const url = textAt(source, 'repoURL');
  const path = textAt(source, 'path');
  if (url === undefined || path === undefined || textAt(source, 'chart') !== undefined) return [];
  const revision = textAt(source, 'targetRevision') ?? 'HEAD';
  const folder = folderOf(path);
  const valueFiles = listAt(source, 'helm', 'valueFiles').flatMap((file) =>
    typeof file === 'string' && !file.startsWith('$') ? [posix.join(folder, file)] : [],
  );
  return [
    {
      url,
      folder,
      valueFiles,
      isDeep: field(source, 'directory', 'recurse') === true,
      ...(revision === 'HEAD' ? {} : { branch: revision.replace(/^refs\/heads\//u, '') }),
      ...(namespace === undefined ? {} : { namespace }),
    },
  ];
}

function overridesOf(source: unknown): GitOpsOwner['overrides'] {
  const has = (...path: readonly string[]): boolean => listAt(source, ...path).length > 0;
  const isSet = (...path: readonly string[]): boolean => field(source, ...path) !== undefined;
  const fromElsewhere = listAt(source, 'helm', 'valueFiles').some((file) => String(file).startsWith('$'));
  return [
    ...(has('kustomize', 'images') ? (['images'] as const) : []),
    ...(has('kustomize', 'replicas') ? (['replicas'] as const) : []),
    ...(has('kustomize', 'patches') || has('kustomize', 'components') ? (['patches'] as const) : []),
    ...(isSet('kustomize', 'namePrefix') || isSet('kustomize', 'nameSuffix') ? (['names'] as const) : []),
    ...(isSet('helm', 'values') || isSet('helm', 'valuesObject') || has('helm', 'parameters') || fromElsewhere
      ? (['values'] as const)
      : []),
  ];
}
