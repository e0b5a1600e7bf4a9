import type { KubernetesObject } from '../domain/objects.ts';
import type { PlannedChange } from './action-type.ts';
import { difference } from './difference.ts';
import { markedPatch, planPatch } from './marked-patch.ts';

/** The patch that makes an object look like another, with our marker; undefined where they are alike. */
export function changeInto(
  target: KubernetesObject,
  wanted: KubernetesObject,
  marker: string,
): Pick<PlannedChange, 'before' | 'after' | 'request'> | undefined {
  const { assumptions, changes } = difference(target, wanted);
  if (changes.length === 0) return undefined;
  return planPatch(target, markedPatch(target, marker, assumptions, changes));
}
