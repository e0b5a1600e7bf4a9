import { field } from './fields.ts';
import { meets, type Requirement } from './label-selector.ts';
import type { KubernetesObject } from './objects.ts';

/**
 * Whether an object's fields meet the requirements of a field selector, such as `spec.nodeName=node-1`. A field that
 * the object does not have selects as the empty string.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/field-selectors/
 */
export function meetsFields(requirements: readonly Requirement[], object: KubernetesObject): boolean {
  const fields = requirements.map(({ key }) => {
    const value = field(object, ...key.split('.'));
    return [key, typeof value === 'string' || typeof value === 'boolean' ? String(value) : ''] as const;
  });
  return meets(requirements, Object.fromEntries(fields));
}
