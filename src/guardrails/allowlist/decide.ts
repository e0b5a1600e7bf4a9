import { namespaceOf, refKey } from '../../domain/objects.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { judgeBlastRadius } from '../blast-radius.ts';
import { type ActionRule, ruleText } from '../policies/policies.ts';
import { type Consideration, considerRule } from './consider-rule.ts';
import type { AllowlistCheck, AllowlistFacts, Refusal } from './facts.ts';
import { missingTarget, namespaceDiscipline, protectedNamespace } from './namespace-checks.ts';
import { untouchable } from './untouchable.ts';

const wrongCluster: AllowlistCheck = ({ action, clusterName }) =>
  action.cluster === clusterName
    ? undefined
    : {
        reason: 'allowlist.wrong-cluster',
        message: `the action is for cluster ${action.cluster}; this is ${clusterName}`,
      };

const deniedByRule: AllowlistCheck = (facts) => {
  const denying = firstOf(considerAll(facts, 'deny'), 'matches');
  if (denying === undefined) return undefined;
  return { reason: 'allowlist.denied', message: `denied: ${denying.why}`, rule: ruleText(denying.rule) };
};

const blastRadius: AllowlistCheck = ({ action, mode, history, policies, now }) => {
  if (mode === 'check') return undefined;
  if (history === undefined) {
    return {
      reason: 'allowlist.error',
      message: 'the recent changes are not known, so limits cannot be judged',
    };
  }
  const namespace = namespaceOf(action.target);
  const target = { key: refKey(action.target), ...(namespace === undefined ? {} : { namespace }) };
  return judgeBlastRadius(target, history, policies.limits, now);
};

/** What speaks against an action, in the order in which it is said; the last one needs to have looked for its target. */
const checksOfAction: readonly AllowlistCheck[] = [
  untouchable,
  wrongCluster,
  deniedByRule,
  blastRadius,
  protectedNamespace,
  namespaceDiscipline,
];
const checks: readonly AllowlistCheck[] = [...checksOfAction, missingTarget];

/** Default deny, deny wins. The order of rules has no influence, on the outcome or on the rule that is named. */
export function decide(facts: AllowlistFacts): Verdict {
  for (const check of checks) {
    const refusal = check(facts);
    if (refusal !== undefined) return { layer: 'allowlist', outcome: 'refuse', ...refusal };
  }
  const considered = considerAll(facts, 'allow');
  const allowing = firstOf(considered, 'matches');
  if (allowing === undefined)
    return { layer: 'allowlist', outcome: 'refuse', ...notAllowed(facts, considered) };
  return {
    layer: 'allowlist',
    outcome: 'pass',
    reason: 'allowlist.allowed',
    message: `${facts.action.action} is allowed here by ${allowing.rule.name}`,
    rule: ruleText(allowing.rule),
  };
}

/**
 * What is certain of an action whose target nobody has looked at: a refusal, or undefined where it depends on the
 * object. Labels, conditions and factors of the present value count for an allow rule as if they held.
 */
export function decideUnseen(facts: Omit<AllowlistFacts, 'change'>): Verdict | undefined {
  for (const check of checksOfAction) {
    const refusal = check(facts);
    if (refusal !== undefined) return { layer: 'allowlist', outcome: 'refuse', ...refusal };
  }
  const policies = { ...facts.policies, rules: facts.policies.rules.map(openRule) };
  const considered = considerAll({ ...facts, policies }, 'allow');
  if (firstOf(considered, 'matches') !== undefined) return undefined;
  return { layer: 'allowlist', outcome: 'refuse', ...notAllowed(facts, considered) };
}

/** The rule without what an object decides. */
function openRule({ labels: _labels, when: _when, params, ...rule }: ActionRule): ActionRule {
  if (params === undefined) return rule;
  const open = params.map(({ quantity, ...bound }) => {
    if (quantity === undefined) return bound;
    const { minFactor: _minFactor, maxFactor: _maxFactor, ...absolute } = quantity;
    return { ...bound, quantity: absolute };
  });
  return { ...rule, params: open };
}

/** How each rule of one effect stands to the action, in the order of their places in the files. */
export function considerAll(facts: AllowlistFacts, effect: ActionRule['effect']): readonly Consideration[] {
  return facts.policies.rules
    .filter((rule) => rule.effect === effect)
    .toSorted(
      (a, b) =>
        compare(a.source.file, b.source.file) || a.source.line - b.source.line || compare(a.name, b.name),
    )
    .map((rule) => considerRule(rule, facts));
}

function notAllowed({ action }: AllowlistFacts, considered: readonly Consideration[]): Refusal {
  const outside = firstOf(considered, 'out-of-bounds');
  if (outside !== undefined) {
    return { reason: 'allowlist.out-of-bounds', message: outside.why, rule: ruleText(outside.rule) };
  }
  const message = `no rule allows ${action.action} on this ${action.target.kind}`;
  const conditional = firstOf(considered, 'condition');
  if (conditional === undefined) return { reason: 'allowlist.no-rule', message };
  return {
    reason: 'allowlist.no-rule',
    message: `${message}; ${conditional.rule.name} does not, since ${conditional.why}`,
    rule: ruleText(conditional.rule),
  };
}

function firstOf(
  considered: readonly Consideration[],
  result: Consideration['result'],
): Consideration | undefined {
  return considered.find((consideration) => consideration.result === result);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
