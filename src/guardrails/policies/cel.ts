import { type Environment, EvaluationError } from '@marcbachmann/cel-js';
import type { ConditionResult } from './policies.ts';

export type CompiledExpression =
  | {
      readonly ok: true;
      readonly evaluate: (variables: Readonly<Record<string, unknown>>) => ConditionResult;
    }
  | { readonly ok: false; readonly problem: string };

/** Parses and type-checks a CEL expression over an environment's variables; it has to give a bool. */
export function compileExpression(text: string, environment: Environment): CompiledExpression {
  const check = environment.check(text);
  if (!check.valid) return { ok: false, problem: check.error?.summary ?? 'not a CEL expression' };
  if (check.type !== 'bool') return { ok: false, problem: `it gives ${check.type ?? 'no type'}, not bool` };
  const run: (context: Record<string, unknown>) => unknown = environment.parse(text);
  return { ok: true, evaluate: (variables) => evaluate(run, variables) };
}

function evaluate(
  run: (context: Record<string, unknown>) => unknown,
  variables: Readonly<Record<string, unknown>>,
): ConditionResult {
  try {
    const entries = Object.entries(variables).map(([name, value]) => [name, celValue(value)]);
    const value = run(Object.fromEntries(entries) as Record<string, unknown>);
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
