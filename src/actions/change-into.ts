import type { KubernetesObject } from '../domain/objects.ts';
import type { PlannedChange } from './action-type.ts';
import { difference } from './difference.ts';
import { boundTo, markedPatch, patched } from './marked-patch.ts';

/** The patch that makes an object look like another, with our marker; undefined where they are alike. */
export function changeInto(
  target: KubernetesObject,
  wanted: KubernetesObject,
  marker: string,
): Pick<PlannedChange, 'before' | 'after' | 'request'> | undefined {
  const { assumptions, changes } = difference(target, wanted);
  if (changes.length === 0) return undefined;
  const patch = markedPatch(target, marker, assumptions, changes);
  return {
    before: target,
    after: patched(target, patch),
    request: { verb: 'patch', target: boundTo(target), patch },
  };
}
