import { isJsonObject, textAt } from '../domain/fields.ts';
import { pointerParts, valueAt } from '../domain/json-pointer.ts';
import type { FieldChange } from '../domain/manifest-edit.ts';
import type { Json, KubernetesObject } from '../domain/objects.ts';

/** A field as people name it: `spec.template.spec.containers[scraper].resources.limits.memory`. */
export function fieldWords(live: KubernetesObject | undefined, field: string): string {
  const parts = pointerParts(field);
  if (parts.length === 0) return 'the whole object';
  return parts.reduce((words, part, index) => {
    const above = `/${field
      .split('/')
      .slice(1, index + 1)
      .join('/')}`;
    const list = index === 0 ? live : valueAt(live, above);
    if (Array.isArray(list)) return `${words}[${textAt(list[Number(part)], 'name') ?? part}]`;
    const name = /^[\w-]+$/u.test(part) ? part : `"${part}"`;
    return words === '' ? name : `${words}.${name}`;
  }, '');
}

/** What a field holds now and what it would hold, each as short JSON; `nothing` where there is none. */
export function valueWords(
  live: KubernetesObject | undefined,
  { field, value }: Pick<FieldChange, 'field' | 'value'>,
): { readonly from: string; readonly to: string } {
  const present = field === '' ? undefined : valueAt(live, field);
  return { from: shown(present as Json | undefined), to: shown(value) };
}

function shown(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return value;
  if (isJsonObject(value) && typeof value['kind'] === 'string') return `a ${value['kind']}`;
  return JSON.stringify(value);
}
