import { difference } from '../../actions/difference.ts';
import type { PlannedChange } from '../../actions/action-type.ts';
import { valueAt } from '../../domain/json-pointer.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { parseQuantity } from '../../domain/quantity.ts';
import type { ApiRequest, JsonPatchOperation } from '../../domain/request.ts';
import { settled } from './object-diff.ts';

/**
 * JSON Pointers to what the API server's answer holds otherwise than the request would leave it: the work of mutating
 * webhooks and policies. Defaults filled into what the request itself brings are not among them.
 */
export function unaskedChanges(
  { after, request }: Pick<PlannedChange, 'after' | 'request'>,
  answered: KubernetesObject | undefined,
): readonly string[] {
  if (after === undefined || answered === undefined) return [];
  const [planned, result] = [settled(after), settled(answered)];
  return difference(planned, result)
    .changes.filter((change) => !isDefault(change, request))
    .filter(({ path }) => !isSameQuantity(valueAt(planned, path), valueAt(result, path)))
    .map(({ path }) => path);
}

/** A new object gets defaults everywhere; a patched one has them already, save in what the patch adds. */
function isDefault({ op, path }: JsonPatchOperation, request: ApiRequest): boolean {
  if (op !== 'add') return false;
  if (request.verb !== 'patch') return true;
  return request.patch.some((write) => write.op !== 'test' && path.startsWith(placeOf(write)));
}

/** `-` stands for a new item at a list's end, so that everything new in the list may come of it. */
function placeOf({ path }: JsonPatchOperation): string {
  return path.endsWith('/-') ? path.slice(0, -1) : `${path}/`;
}

/** The API server writes quantities its own way: 1000m as 1. */
function isSameQuantity(one: unknown, other: unknown): boolean {
  if (typeof one !== 'string' || typeof other !== 'string') return false;
  const amount = parseQuantity(one);
  return amount !== undefined && amount === parseQuantity(other);
}
