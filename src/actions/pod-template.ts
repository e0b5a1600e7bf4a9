import { textAt } from '../domain/fields.ts';
import { pointer, valueAt } from '../domain/json-pointer.ts';
import type { KubernetesObject } from '../domain/objects.ts';
import { templatePlace } from '../domain/template-place.ts';

/** JSON Pointer to the pod template of a workload, or undefined for kinds without one. */
export function templatePath(kind: string): string | undefined {
  const place = templatePlace(kind);
  return place && pointer(...place);
}

/** JSON Pointer to a container of the template by name, init containers included; undefined where there is none. */
export function containerPath(workload: KubernetesObject, container: string): string | undefined {
  const template = templatePath(workload.kind);
  if (template === undefined) return undefined;
  for (const list of ['containers', 'initContainers']) {
    const path = `${template}/spec/${list}`;
    const found = containersAt(workload, path).indexOf(container);
    if (found >= 0) return `${path}/${found}`;
  }
  return undefined;
}

/** Names of the containers that a workload's template runs. */
export function containerNames(workload: KubernetesObject): readonly string[] {
  const template = templatePath(workload.kind);
  return template === undefined ? [] : containersAt(workload, `${template}/spec/containers`);
}

function containersAt(workload: KubernetesObject, path: string): readonly string[] {
  const containers = valueAt(workload, path);
  return Array.isArray(containers) ? containers.map((each: unknown) => textAt(each, 'name') ?? '') : [];
}
