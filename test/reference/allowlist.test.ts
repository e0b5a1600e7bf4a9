import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReasonCode } from '../../src/domain/reasons.ts';
import { decide } from '../../src/guardrails/allowlist/decide.ts';
import { allowlist, type Answer, type Situation } from './allowlist.ts';
import { factsOf, openSituations, situations, someRule } from './allowlist-situations.ts';

const answers: Readonly<Partial<Record<ReasonCode, Answer>>> = {
  'allowlist.allowed': 'allowed',
  'allowlist.protected': 'protected',
  'allowlist.denied': 'denied',
  'allowlist.protected-namespace': 'protected-namespace',
  'allowlist.namespace-discipline': 'namespace-discipline',
  'allowlist.out-of-bounds': 'no',
  'allowlist.no-rule': 'no',
};

function answerOf(situation: Situation): Answer | undefined {
  const { outcome, reason } = decide(factsOf(situation));
  expect(outcome).toBe(reason === 'allowlist.allowed' ? 'pass' : 'refuse');
  return answers[reason];
}

const isAllowed = (situation: Situation): boolean => answerOf(situation) === 'allowed';

/** Checks that whatever `after` makes of a situation is never allowed where it was not before. */
function neverAllowsMore<T>(more: fc.Arbitrary<T>, after: (before: Situation, value: T) => Situation): void {
  let allowed = 0;
  fc.assert(
    fc.property(openSituations, more, (before, value) => {
      if (isAllowed(before)) allowed += 1;
      else expect(isAllowed(after(before, value))).toBe(false);
    }),
    { numRuns: 300 },
  );
  expect(allowed, 'situations that were allowed before').toBeGreaterThan(10);
}

const withName = <T extends { readonly name: string }>(rule: T, name: string): T => ({ ...rule, name });

describe('for all rules and actions', () => {
  it('the allowlist answers as its reference does, and every answer comes up', () => {
    const seen = new Map<Answer, number>();
    fc.assert(
      fc.property(fc.oneof(situations, openSituations), (situation) => {
        const answer = allowlist(situation);
        seen.set(answer, (seen.get(answer) ?? 0) + 1);
        expect(answerOf(situation)).toBe(answer);
      }),
      { numRuns: 2_000 },
    );
    for (const answer of Object.values(answers)) {
      expect(seen.get(answer) ?? 0, answer).toBeGreaterThan(20);
    }
  });

  it('the order of rules decides nothing, not even which rule is named', () => {
    const shuffled = situations.chain((situation) =>
      fc.tuple(
        fc.constant(factsOf(situation)),
        fc.shuffledSubarray([...factsOf(situation).policies.rules], { minLength: situation.rules.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([facts, rules]) => {
        expect(decide({ ...facts, policies: { ...facts.policies, rules } })).toEqual(decide(facts));
      }),
    );
  });

  it('deny wins: one deny rule for everything leaves nothing', () => {
    fc.assert(
      fc.property(situations, (situation) => {
        const rules = [...situation.rules, { name: 'all', effect: 'deny' as const, actions: ['*'] }];
        expect(['denied', 'protected']).toContain(answerOf({ ...situation, rules }));
      }),
    );
  });

  it('without rules nothing is allowed', () => {
    fc.assert(fc.property(situations, (situation) => !isAllowed({ ...situation, rules: [] })));
  });

  it('one more deny rule never allows more', () => {
    neverAllowsMore(someRule, (before, rule) => ({
      ...before,
      rules: [...before.rules, { ...withName(rule, 'more'), effect: 'deny' }],
    }));
  });

  it('one allow rule less never allows more', () => {
    neverAllowsMore(fc.nat(), (before, index) => {
      const allowing = before.rules.filter(({ effect }) => effect === 'allow');
      const gone = allowing[index % Math.max(1, allowing.length)];
      return { ...before, rules: before.rules.filter((rule) => rule !== gone) };
    });
  });

  it('a label that an allow rule asks for besides never allows more', () => {
    neverAllowsMore(fc.constantFrom('a', 'b'), (before, value) => ({
      ...before,
      rules: before.rules.map((rule) => {
        if (rule.effect === 'deny') return rule;
        const { matchExpressions = [], ...selector } = rule.labelSelector ?? {};
        const more = { key: 'tier', operator: 'In' as const, values: [value] };
        return { ...rule, labelSelector: { ...selector, matchExpressions: [...matchExpressions, more] } };
      }),
    }));
  });

  it('one more bound on a parameter that an allow rule covers never allows more', () => {
    neverAllowsMore(fc.nat(4), (before, max) => ({
      ...before,
      rules: before.rules.map((rule) => {
        if (rule.effect === 'deny' || rule.params === undefined) return rule;
        const more = rule.params.map(({ path }) => ({ path, integer: { max } }));
        return { ...rule, params: [...rule.params, ...more] };
      }),
    }));
  });

  it('one more protected namespace, or one namespace less in the incident, never allows more', () => {
    neverAllowsMore(fc.constantFrom('cardboard', 'shop', 's*', '*'), (before, glob) => ({
      ...before,
      protectedNamespaces: [...before.protectedNamespaces, glob],
    }));
    neverAllowsMore(fc.constantFrom('cardboard', 'shop'), (before, namespace) => ({
      ...before,
      scope: (before.scope ?? []).filter((one) => one !== namespace),
    }));
  });

  it('a condition that cannot be evaluated never allows, and denies like none at all', () => {
    const when = 'oldObject.spec.nothing == 3';
    fc.assert(
      fc.property(openSituations, (situation) => {
        const rules = situation.rules.map((rule) => ({ ...rule, when }));
        const denyAlone = situation.rules
          .filter(({ effect }) => effect === 'deny')
          .map(({ when: _when, ...rule }) => rule);
        expect(answerOf({ ...situation, rules })).toBe(answerOf({ ...situation, rules: denyAlone }));
      }),
    );
  });

  it('what no policy can open stays closed, whatever the rules say', () => {
    const everywhere = { effect: 'allow' as const, actions: ['*'], params: [{ path: ['**'] }] };
    fc.assert(
      fc.property(situations, (situation) => {
        fc.pre(allowlist(situation) === 'protected');
        const kinds = [situation.kind, `${situation.group}/${situation.kind}`];
        const rules = [
          { ...everywhere, name: 'namespaced', kinds, namespaces: ['*'] },
          { ...everywhere, name: 'cluster', kinds, names: ['*'] },
        ];
        expect(answerOf({ ...situation, rules })).toBe('protected');
      }),
    );
  });
});
