import { isDeepStrictEqual } from 'node:util';
import type { Action } from '../domain/action.ts';
import type { Refusal } from '../domain/incident.ts';
import { refText } from '../domain/objects.ts';

/** Whether the guardrails have refused this very action in this incident: the same target and the same params. */
export function wasRefused(action: Action, refusals: readonly Refusal[]): boolean {
  return refusals.some((refusal) =>
    refusal.refused.some(
      (refused) =>
        refused.action === action.action &&
        refused.target === refText(action.target) &&
        isDeepStrictEqual(refused.params, action.params),
    ),
  );
}
