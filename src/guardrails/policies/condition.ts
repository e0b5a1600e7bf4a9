import { Environment } from '@marcbachmann/cel-js';
import { compileExpression } from './cel.ts';
import type { Condition } from './policies.ts';

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
  const compiled = compileExpression(text, environment);
  if (!compiled.ok) return compiled;
  const condition: Condition = {
    text,
    usesNamespace: /\bnamespaceObject\b/u.test(text),
    evaluate: ({ object, oldObject, params, namespaceObject }) =>
      compiled.evaluate({ object, oldObject, params, namespaceObject }),
  };
  return { ok: true, condition: Object.freeze(condition) };
}
