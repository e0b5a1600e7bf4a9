import { posix } from 'node:path';
import type { KubernetesObject } from '../../domain/objects.ts';

/** The short names that people give files; kubectl's, where it has one. https://kubernetes.io/docs/reference/kubectl/#resource-types */
const shortNames: Readonly<Record<string, string>> = { PodDisruptionBudget: 'pdb' };

/**
 * A free path for the manifest of an object in a folder, named as its neighbour is: by the kind alone (`deployment.yaml`)
 * or with the object's name. Undefined where every one of them is taken.
 */
export function newFileName(
  { kind, metadata }: KubernetesObject,
  folder: string,
  neighbour: string,
  files: ReadonlyMap<string, string>,
): string | undefined {
  const extension = /\.ya?ml$/u.exec(neighbour)?.[0] ?? '.yaml';
  const byKind = shortNames[kind] ?? kind.toLowerCase();
  const full = `${metadata.name}-${byKind}`;
  const isByKind = kinds.has(posix.basename(neighbour).replace(/\.\w+$/u, ''));
  return (isByKind ? [byKind, full] : [full])
    .map((name) => posix.join(folder, `${name}${extension}`))
    .find((path) => ![...files.keys()].some((known) => known.toLowerCase() === path.toLowerCase()));
}

const kinds: ReadonlySet<string> = new Set([
  'deployment',
  'statefulset',
  'daemonset',
  'cronjob',
  'job',
  'service',
  'configmap',
  'ingress',
  'deploy',
  'sts',
  'ds',
  'svc',
]);
