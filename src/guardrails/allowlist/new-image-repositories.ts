import { listAt, textAt } from '../../domain/fields.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { containerLists } from '../workloads/pod-template.ts';

/** Where pod specs stand in the kinds that have one. */
const podSpecPaths = [
  ['spec'],
  ['spec', 'template', 'spec'],
  ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
] as const;

/** Image repositories that the object would run after a change, and in none of the states before it. */
export function newImageRepositories(
  before: readonly (KubernetesObject | undefined)[],
  after: KubernetesObject | undefined,
): readonly string[] {
  const known = new Set(before.flatMap(repositories));
  return repositories(after).filter((repository) => !known.has(repository));
}

function repositories(object: KubernetesObject | undefined): readonly string[] {
  return podSpecPaths
    .flatMap((path) => containerLists.flatMap((list) => listAt(object, ...path, list)))
    .map((container) => textAt(container, 'image'))
    .filter((image) => image !== undefined)
    .map(repositoryOf);
}

/** `registry:5000/team/app` of `registry:5000/team/app:1.2@sha256:…`: a colon before the last slash is a port. */
function repositoryOf(image: string): string {
  const [name = ''] = image.split('@');
  const tag = name.indexOf(':', name.lastIndexOf('/') + 1);
  return tag < 0 ? name : name.slice(0, tag);
}
