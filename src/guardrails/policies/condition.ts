import { Environment, EvaluationError } from '@marcbachmann/cel-js';
import type { Condition, ConditionResult, ConditionVariables } from './policies.ts';

export type CompiledCondition =
  | { readonly ok: true; readonly condition: Condition }
  | { readonly ok: false; readonly problem: string };

const environment = new Environment({ unlistedVariablesAreDyn: false, enableOptionalTypes: true })
  .registerVariable('object', 'dyn')
  .registerVariable('oldObject', 'dyn')
  .registerVariable('params', 'map')
  .registerVariable('namespaceObject', 'dyn');

/**
 * Parses and type-checks a CEL expression over `object`, `oldObject`, `params` and `namespaceObject`. As in a
 * ValidatingAdmissionPolicy it has to give a bool.
 * https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export function compileCondition(text: string): CompiledCondition {
  const check = environment.check(text);
  if (!check.valid) return { ok: false, problem: check.error?.summary ?? 'not a CEL expression' };
  if (check.type !== 'bool') return { ok: false, problem: `it gives ${check.type ?? 'no type'}, not bool` };
  const run = environment.parse(text);
  const condition: Condition = {
    text,
    usesNamespace: /\bnamespaceObject\b/u.test(text),
    evaluate: (variables) => evaluate(run, variables),
  };
  return { ok: true, condition: Object.freeze(condition) };
}

function evaluate(
  run: (context: Record<string, unknown>) => unknown,
  variables: ConditionVariables,
): ConditionResult {
  try {
    const { object, oldObject, params, namespaceObject } = variables;
    const value = run({
      object: celValue(object),
      oldObject: celValue(oldObject),
      params: celValue(params),
      namespaceObject: celValue(namespaceObject),
    });
    if (typeof value !== 'boolean') return { error: 'not a bool' };
    return value ? 'true' : 'false';
  } catch (error) {
    // The code alone: a message may quote values of the object.
    return { error: error instanceof EvaluationError ? error.code : 'evaluation failed' };
  }
}

/** JSON has one kind of number, CEL two: whole numbers become int, as they are in Kubernetes' own schemas. */
function celValue(value: unknown): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(celValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, celValue(entry)]));
}
