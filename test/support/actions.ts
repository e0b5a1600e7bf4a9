import type { PlannedChange, PlanResult } from '../../src/actions/action-type.ts';
import { parseAction } from '../../src/actions/catalogue.ts';
import { markerAnnotation } from '../../src/actions/marked-patch.ts';
import type { Action } from '../../src/domain/action.ts';
import { type KubernetesObject, refOf } from '../../src/domain/objects.ts';
import { settled } from '../../src/guardrails/dry-run/object-diff.ts';

/** An action on an object, whatever life of it is meant. */
export function action(name: string, object: KubernetesObject, params: Action['params']): Action {
  const { uid: _uid, ...target } = refOf(object);
  return { apiVersion: 'firebreak.dev/v1', action: name, cluster: 'default', target, params };
}

/** What the catalogue makes of it; throws where its schema refuses. */
export function plan(
  given: Action,
  object: KubernetesObject | undefined,
  related: readonly KubernetesObject[] = [],
): PlanResult {
  const parsed = parseAction(given);
  if (!parsed.ok) throw new Error(parsed.problem);
  const { type, params } = parsed;
  const context = { action: given, marker: 'prp_1.1', at: '2026-03-04T02:00:00.000Z', related };
  const result = object === undefined ? type.planNew?.(params, context) : type.plan(object, params, context);
  if (result === undefined) throw new Error(`${given.action} makes no objects`);
  return result;
}

/** The planned change; throws where there is none. */
export function change(
  given: Action,
  object: KubernetesObject | undefined,
  related: readonly KubernetesObject[] = [],
): PlannedChange {
  const result = plan(given, object, related);
  if (!result.ok) throw new Error(result.message);
  return result.change;
}

export function kubectl(given: Action): string {
  const parsed = parseAction(given);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.type.kubectl(given, parsed.params);
}

/** The action that takes a change back; throws where it cannot be taken back. */
export function inverseOf({ inverse }: PlannedChange): Action {
  if ('action' in inverse) return inverse.action;
  throw new Error(inverse.irreversible);
}

/** An object as people compare it: without our marker, what the cluster changes by itself, and maps left empty. */
export function compared(object: KubernetesObject | undefined): unknown {
  if (object === undefined) return undefined;
  const plain = settled(object);
  const { [markerAnnotation]: _marker, ...annotations } = plain.metadata.annotations ?? {};
  return withoutEmptyMaps({ ...plain, metadata: { ...plain.metadata, annotations } });
}

function withoutEmptyMaps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmptyMaps);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, withoutEmptyMaps(inner)] as const);
  return Object.fromEntries(entries.filter(([, inner]) => JSON.stringify(inner) !== '{}'));
}
