import { z } from 'zod';

// https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
const name = '[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?';
const prefix = '[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?';

export const labelKey = z.string().regex(new RegExp(`^(${prefix}/)?${name}$`), 'a label key');
export const labelValue = z.string().regex(new RegExp(`^(${name})?$`), 'a label value');

/** Keys to new values; null removes a key. */
export const labelChanges = z
  .record(labelKey, labelValue.nullable())
  .refine((labels) => Object.keys(labels).length > 0, { message: 'names at least one label' });

/** The values that the changed keys have now, so that setting them takes the change back. */
export function previousLabels(
  present: Readonly<Record<string, unknown>>,
  changes: Readonly<Record<string, string | null>>,
): Record<string, string | null> {
  return Object.fromEntries(
    Object.keys(changes).map((key) => [key, Object.hasOwn(present, key) ? String(present[key]) : null]),
  );
}
