import type { Verdict } from '../domain/verdict.ts';
import { considerAll } from '../guardrails/allowlist/decide.ts';
import type { GuardrailContext } from '../guardrails/guardrail.ts';
import { ruleText } from '../guardrails/policies/policies.ts';
import { namespaceOf } from '../domain/objects.ts';

/**
 * Layer 1 for manifests: deny rules alone. Allow rules, protected namespaces and what no policy can open say what a
 * responder may do by itself; people's repositories hold their infrastructure, RBAC and Secrets by right.
 */
export async function judgeDenyRules(context: GuardrailContext): Promise<Verdict> {
  const { action, cluster } = context;
  const name = action.target.kind === 'Namespace' ? undefined : namespaceOf(action.target);
  const namespace =
    name === undefined ? null : await cluster.get({ apiVersion: 'v1', kind: 'Namespace', name });
  const facts = {
    ...context,
    namespaceObject: namespace ?? ('unread' as const),
    namespaceExists: 'unread' as const,
  };
  const denying = considerAll(namespace === null ? { ...facts, namespaceObject: null } : facts, 'deny').find(
    ({ result }) => result === 'matches',
  );
  return denying === undefined
    ? {
        layer: 'allowlist',
        outcome: 'pass',
        reason: 'allowlist.no-deny-rule',
        message: 'no deny rule forbids it; allow rules are not judged for manifests',
      }
    : {
        layer: 'allowlist',
        outcome: 'refuse',
        reason: 'allowlist.denied',
        message: `denied: ${denying.why}`,
        rule: ruleText(denying.rule),
        remedy: 'leave the object as it is, or have the platform owner change the rule',
      };
}
