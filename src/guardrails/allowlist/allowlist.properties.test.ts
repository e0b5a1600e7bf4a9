import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionOn, changeOf, deployment, factsOn, withRules } from '../../../test/support/allowlist.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { compileCondition } from '../policies/condition.ts';
import type { ActionRule, Condition } from '../policies/policies.ts';
import { decide } from './decide.ts';
import type { AllowlistFacts } from './facts.ts';

function condition(text: string): Condition {
  const compiled = compileCondition(text);
  if (!compiled.ok) throw new Error(compiled.problem);
  return compiled.condition;
}

// Small alphabets, so that rules and actions meet often.
const names = ['web', 'api'] as const;
const namespaces = ['cardboard', 'shop'] as const;
const actions = ['restart-workload', 'scale-workload'] as const;
const holds = condition('oldObject.spec.replicas == 2');
const fails = condition('oldObject.spec.replicas == 3');
const breaks = condition('oldObject.spec.nothing == 3');

const globs = (values: readonly string[]) => fc.subarray([...values, '*'], { minLength: 1, maxLength: 2 });

const anyRule: fc.Arbitrary<Omit<ActionRule, 'source' | 'name'>> = fc.record(
  {
    effect: fc.constantFrom('allow', 'deny'),
    actions: globs(actions),
    kinds: globs(['Deployment', 'StatefulSet']),
    namespaces: globs(namespaces),
    names: globs(names),
    params: fc.constantFrom(
      [{ path: ['replicas'] }],
      [{ path: ['replicas'], integer: { max: 3 } }],
      [{ path: ['other'] }],
    ),
    when: fc.constantFrom(holds, fails, breaks),
  },
  { requiredKeys: ['effect', 'actions'] },
);

const anyRules = fc
  .array(anyRule, { maxLength: 6 })
  .map((rules): readonly ActionRule[] =>
    rules.map((rule, index) =>
      Object.assign({ source: { file: 'a.yaml', line: index + 1 }, name: `r${index}` }, rule),
    ),
  );

const anyFacts = fc
  .record({
    name: fc.constantFrom(...names),
    namespace: fc.constantFrom(...namespaces),
    action: fc.constantFrom(...actions),
    replicas: fc.integer({ min: 0, max: 5 }),
  })
  .map(({ name, namespace, action, replicas }): AllowlistFacts => {
    const object = deployment(namespace, name);
    const params = action === 'scale-workload' ? { replicas } : {};
    return factsOn(object, { action: actionOn(object, action, params), change: changeOf(object) });
  });

/** What the documentation of rules says, in the plainest words, for the alphabets above. */
function reference(rules: readonly ActionRule[], { action }: AllowlistFacts): boolean {
  const covers = (list: readonly string[] | undefined, value: string, absent: boolean) =>
    list === undefined ? absent : list.includes('*') || list.includes(value);
  const replicas = action.params['replicas'];

  const denies = (rule: ActionRule) =>
    covers(rule.actions, action.action, true) &&
    covers(rule.kinds, 'Deployment', true) &&
    covers(rule.namespaces, action.target.namespace ?? '', true) &&
    covers(rule.names, action.target.name, true) &&
    (rule.params === undefined ||
      (typeof replicas === 'number' &&
        rule.params.some(
          ({ path, integer }) => path[0] === 'replicas' && replicas <= (integer?.max ?? Infinity),
        ))) &&
    rule.when !== fails;

  const allows = (rule: ActionRule) =>
    covers(rule.actions, action.action, true) &&
    covers(rule.kinds, 'Deployment', true) &&
    covers(rule.namespaces, action.target.namespace ?? '', false) &&
    covers(rule.names, action.target.name, true) &&
    (typeof replicas !== 'number' ||
      (rule.params ?? []).some(
        ({ path, integer }) => path[0] === 'replicas' && replicas <= (integer?.max ?? Infinity),
      )) &&
    (rule.when === undefined || rule.when === holds);

  return (
    !rules.some((rule) => rule.effect === 'deny' && denies(rule)) &&
    rules.some((rule) => rule.effect === 'allow' && allows(rule))
  );
}

function allowed(rules: readonly ActionRule[], facts: AllowlistFacts): boolean {
  return decide({ ...facts, policies: withRules(rules) }).outcome === 'pass';
}

describe('for all rules and actions', () => {
  it('the allowlist agrees with its reference', () => {
    let passes = 0;
    fc.assert(
      fc.property(anyRules, anyFacts, (rules, facts) => {
        const outcome = allowed(rules, facts);
        if (outcome) passes += 1;
        expect(outcome).toBe(reference(rules, facts));
      }),
      { numRuns: 2000 },
    );
    expect(passes).toBeGreaterThan(50);
  });

  it('the order of rules decides nothing, not even which rule is named', () => {
    const shuffled = anyRules.chain((rules) =>
      fc.tuple(fc.constant(rules), fc.shuffledSubarray([...rules], { minLength: rules.length })),
    );
    fc.assert(
      fc.property(shuffled, anyFacts, ([rules, other], facts) => {
        expect(decide({ ...facts, policies: withRules(other) })).toEqual(
          decide({ ...facts, policies: withRules(rules) }),
        );
      }),
    );
  });

  it('deny wins: one deny rule for everything leaves nothing', () => {
    const deny: ActionRule = {
      source: { file: 'z.yaml', line: 1 },
      name: 'all',
      effect: 'deny',
      actions: ['*'],
    };
    fc.assert(
      fc.property(anyRules, anyFacts, (rules, facts) => {
        expect(decide({ ...facts, policies: withRules([...rules, deny]) }).reason).toBe('allowlist.denied');
      }),
    );
  });

  it('one more deny rule never allows more', () => {
    fc.assert(
      fc.property(anyRules, anyRule, anyFacts, (rules, more, facts) => {
        const deny: ActionRule = {
          ...more,
          effect: 'deny',
          source: { file: 'z.yaml', line: 1 },
          name: 'more',
        };

        expect(allowed([...rules, deny], facts) && !allowed(rules, facts)).toBe(false);
      }),
    );
  });

  it('without rules nothing is allowed', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        expect(decide({ ...facts, policies: withRules([]) }).reason).toBe('allowlist.no-rule');
      }),
    );
  });

  it('untouchable things stay closed, whatever the rules say', () => {
    const everything: ActionRule = {
      source: { file: 'z.yaml', line: 1 },
      name: 'everything',
      effect: 'allow',
      actions: ['*'],
      kinds: ['*', 'Namespace', 'Secret', 'ClusterRole', 'rbac.authorization.k8s.io/ClusterRole'],
      namespaces: ['*'],
      params: [{ path: ['**'] }],
    };
    const closed = fc.constantFrom<KubernetesObject>(
      deployment('firebreak'),
      deployment('shop', 'web', { 'app.kubernetes.io/name': 'firebreak' }),
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'firebreak' } },
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'token', namespace: 'shop' } },
      { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'admin' } },
      { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'x.io' } },
    );
    fc.assert(
      fc.property(anyRules, closed, fc.constantFrom(...actions), (rules, object, action) => {
        const { kinds, namespaces: _namespaces, ...rest } = everything;
        const clusterScoped: ActionRule = { ...rest, kinds: kinds ?? [], names: ['*'], name: 'cluster' };
        const facts = factsOn(object, { action: actionOn(object, action, {}), change: changeOf(object) });

        const verdict = decide({ ...facts, policies: withRules([...rules, everything, clusterScoped]) });

        expect(verdict.reason).toBe('allowlist.protected');
      }),
    );
  });
});
