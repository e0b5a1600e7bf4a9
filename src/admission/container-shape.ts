import { at, sameBut } from './cel.ts';
import { onlyInTemplate, type ShapeParam } from './write-shape.ts';

/** The containers that differ, each as `c` with `o` as it was. */
export const eachChanged = [
  ['c', 'variables.containers.filter(c, !(c in variables.oldContainers))'],
  ['o', 'variables.oldContainers.filter(o, o.name == c.name)'],
] as const;

export const containerParam: ShapeParam = { path: ['container'], value: 'c.name', each: eachChanged };

/** Of the containers of the template nothing changes but the named fields; none comes or goes. */
export function onlyInContainers(fields: readonly string[]): readonly string[] {
  return [...onlyInTemplate(['spec'], ['containers', 'initContainers']), ...containersChangeOnly(fields)];
}

/** Several containers may change: two actions could do that as well. */
export function containersChangeOnly(fields: readonly string[]): readonly string[] {
  const names = ['containers', 'initContainers'].map((name) => {
    const [next, previous] = ['variables.template', 'variables.oldTemplate'].map((root) =>
      at(root, ['spec', name], '[]'),
    );
    return `${next}.map(c, c.name) == ${previous}.map(c, c.name)`;
  });
  return [...names, eachContainer(sameBut('c', 'o', fields))];
}

/** A condition holds of every container, `c`, and what it was, `o`. */
export function eachContainer(condition: string): string {
  return `variables.containers.all(c, variables.oldContainers.exists(o, o.name == c.name && ${condition}))`;
}

/** The containers of both lists of a template. */
export function containersOf(template: string): string {
  return ['containers', 'initContainers'].map((name) => at(template, ['spec', name], '[]')).join(' + ');
}

/** `registry:5000/team/app` of an image reference: a colon before a slash is a port. */
const repositoryPattern = '^([^:@/]+(:[0-9]+)?/)?[^:@]+';

const ofOneRepository = `has(o.image) && o.image.find('${repositoryPattern}') == c.image.find('${repositoryPattern}')`;

/** Every image is of a repository that the object runs already. */
export const knownRepositories = `variables.containers.all(c, !has(c.image) || variables.oldContainers.exists(o, ${ofOneRepository}))`;

/** And each container keeps to its own. */
export const ownRepositories = eachContainer(`(!has(c.image) || (${ofOneRepository}))`);
