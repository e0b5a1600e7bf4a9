import { markerAnnotation } from '../actions/marked-patch.ts';
import { templatePath } from '../actions/pod-template.ts';
import { pointerParts } from '../domain/json-pointer.ts';
import { at, every, sameBut } from './cel.ts';
import { containersOf, knownRepositories } from './container-shape.ts';
import type { PolicySpec } from './manifests.ts';
import { onlyBelow } from './write-shape.ts';

/** The API server counts the templates of a DaemonSet in it, whatever a request says. */
const daemonSetGeneration = 'deprecated.daemonset.template.generation';

export type Variable = NonNullable<PolicySpec['variables']>[number];

/** `object` is null in a delete, `oldObject` in a create. */
export function commonVariables(kind: string): readonly Variable[] {
  const path = templateOf(kind);
  return [
    { name: 'name', expression: 'object == null ? oldObject.metadata.name : object.metadata.name' },
    {
      name: 'place',
      expression: kind === 'Namespace' ? 'variables.name' : 'has(request.namespace) ? request.namespace : ""',
    },
    ...ofBoth('labels', (object) => at(object, ['metadata', 'labels'], '{}')),
    ...ofBoth('annotations', (object) => at(object, ['metadata', 'annotations'], '{}')),
    {
      name: 'annotationsKept',
      expression: sameBut('variables.annotations', 'variables.oldAnnotations', [
        markerAnnotation,
        daemonSetGeneration,
      ]),
    },
    ...(path === undefined ? [] : templateVariables(path)),
  ];
}

function templateVariables(path: readonly string[]): readonly Variable[] {
  return [
    ...ofBoth('template', (object) => at(object, path, '{}')),
    {
      name: 'onlyTemplate',
      expression: every(onlyBelow(['object', 'oldObject'], path.slice(0, -1), path.slice(-1), ['metadata'])),
    },
    { name: 'containers', expression: containersOf('variables.template') },
    { name: 'oldContainers', expression: containersOf('variables.oldTemplate') },
    { name: 'imagesKnown', expression: knownRepositories },
  ];
}

/** The same of the object and of what it was; an empty map where there is none. */
function ofBoth(name: string, of: (object: string) => string): readonly Variable[] {
  const oldName = `old${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return [
    { name, expression: `object == null ? dyn({}) : ${of('object')}` },
    { name: oldName, expression: `oldObject == null ? dyn({}) : ${of('oldObject')}` },
  ];
}

/** Where objects of the kind hold a pod template; a Pod is its own, and an operator's kind may have one like a workload. */
function templateOf(kind: string): readonly string[] | undefined {
  if (kind === 'Pod') return [];
  const path = templatePath(kind) ?? (kind.includes('/') ? '/spec/template' : undefined);
  return path === undefined ? undefined : pointerParts(path);
}

/** Whether objects of the kind hold containers: then there are variables for them. */
export function hasTemplate(kind: string): boolean {
  return templateOf(kind) !== undefined;
}
