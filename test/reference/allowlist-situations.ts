import * as fc from 'fast-check';
import type { Json, KubernetesObject } from '../../src/domain/objects.ts';
import type { AllowlistFacts } from '../../src/guardrails/allowlist/facts.ts';
import { readActionRule } from '../../src/guardrails/policies/action-rules.ts';
import type { ActionRule } from '../../src/guardrails/policies/policies.ts';
import { actionOn, changeOf, factsOn, packaged } from '../support/allowlist.ts';
import type { RuleDocument, Situation } from './allowlist.ts';

// Small alphabets, so that rules and actions meet often.
const holds = 'oldObject.spec.replicas == 2';
const fails = 'object.spec.replicas == 3';
const breaks = 'oldObject.spec.nothing == 3';
const conditions = { [holds]: true, [fails]: false, [breaks]: 'error' } as const;

const things = fc.constantFrom(
  ...['web', 'web-2'].flatMap((name) => [
    { group: 'apps', kind: 'Deployment', isNamespaced: true, name },
    { group: 'apps', kind: 'StatefulSet', isNamespaced: true, name },
    { group: 'apps', kind: 'Deployment', isNamespaced: true, name },
    { group: '', kind: 'Service', isNamespaced: true, name },
    { group: 'rollouts.example', kind: 'Deployment', isNamespaced: true, name },
    { group: 'networking.k8s.io', kind: 'NetworkPolicy', isNamespaced: true, name },
    { group: '', kind: 'Node', isNamespaced: false, name },
  ]),
  { group: '', kind: 'Secret', isNamespaced: true, name: 'web' },
  { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole', isNamespaced: false, name: 'web' },
  ...['cardboard', 'shop', 'firebreak'].map((name) => ({
    group: '',
    kind: 'Namespace',
    isNamespaced: false,
    name,
  })),
);
const namespaces = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('cardboard', 'shop') },
  { weight: 1, arbitrary: fc.constantFrom('kube-system', 'firebreak', 'responder') },
);

const labels = fc.oneof(
  { weight: 20, arbitrary: fc.dictionary(fc.constantFrom('app', 'tier'), fc.constantFrom('a', 'b')) },
  { weight: 1, arbitrary: fc.constant({ 'app.kubernetes.io/name': 'firebreak' }) },
);

const amounts = fc.constantFrom('128Mi', '256Mi', '512Mi', '1Gi', '2Gi', 'much', 7);
const actions = fc.oneof(
  fc.constant({ action: 'restart-workload', params: {} }),
  fc.nat(5).map((replicas) => ({ action: 'scale-workload', params: { replicas } })),
  amounts.map((memory) => ({ action: 'set-resources', params: { container: 'app', limits: { memory } } })),
  fc.record({ tier: fc.constantFrom('a', 'b', null) }).map((changed) => ({
    action: 'set-labels',
    params: { labels: changed },
  })),
);

const integers = fc
  .record({ min: fc.nat(5), max: fc.nat(5) }, { requiredKeys: [] })
  .filter(({ min = 0, max = 5 }) => min <= max);
const quantities = fc.record(
  {
    min: fc.constantFrom('128Mi', '256Mi'),
    max: fc.constantFrom('512Mi', '1Gi'),
    minFactor: fc.constantFrom(0.5, 1),
    maxFactor: fc.constantFrom(1, 2, 4),
  },
  { requiredKeys: [] },
);
const bounds = fc.oneof(
  fc.constantFrom<NonNullable<RuleDocument['params']>[number]>(
    { path: ['**'] },
    { path: ['container'] },
    { path: ['container'], values: ['app', 'web'] },
    { path: ['container'], values: ['sidecar'] },
    { path: ['limits', '**'] },
    { path: ['limits', 'm*'] },
    { path: ['labels', 'tier'], values: ['a', null] },
    { path: ['labels', '*'] },
    { path: ['*'] },
  ),
  integers.map((integer) => ({ path: ['replicas'], integer })),
  quantities.map((quantity) => ({ path: ['limits', 'memory'], quantity })),
  quantities.map((quantity) => ({ path: ['replicas'], quantity })),
);

const expressions = fc.record({
  key: fc.constantFrom('app', 'tier'),
  operator: fc.constantFrom('In' as const, 'NotIn' as const, 'Exists' as const, 'DoesNotExist' as const),
  values: fc.subarray(['a', 'b']),
});
const selectors = fc.record(
  {
    matchLabels: fc.dictionary(fc.constantFrom('app', 'tier'), fc.constantFrom('a', 'b'), { maxKeys: 1 }),
    matchExpressions: fc.array(expressions, { maxLength: 2 }),
  },
  { requiredKeys: [] },
);

const someOf = (first: string, ...more: readonly string[]): fc.Arbitrary<string[]> =>
  fc.oneof(fc.constant<string[]>([first]), fc.subarray([first, ...more], { minLength: 1, maxLength: 2 }));

const rulesOf = (effect: fc.Arbitrary<RuleDocument['effect']>) =>
  fc
    .record(
      {
        name: fc.constant('rule'),
        effect,
        actions: someOf('*', 'restart-workload', 'scale-*', 'set-*s', 'set-labels'),
        kinds: someOf(
          'Deployment',
          'apps/StatefulSet',
          'StatefulSet',
          'rollouts.example/Deployment',
          '*',
          'Node',
          'Service',
        ),
        namespaces: someOf('*', 'cardboard', 'sh*', '*o*'),
        names: someOf('*', 'web', 'web-*', 'cardboard'),
        labelSelector: selectors,
        params: fc.array(bounds, { minLength: 1, maxLength: 4 }),
        when: fc.constantFrom(holds, holds, fails, breaks),
      },
      { requiredKeys: ['name', 'effect', 'actions'] },
    )
    .map((rule): RuleDocument => {
      if (rule.effect === 'deny') return rule;
      const { kinds = ['Deployment'], ...rest } = rule;
      return rest.namespaces === undefined && rest.names === undefined
        ? { ...rest, kinds, namespaces: ['*'] }
        : { ...rest, kinds };
    });

/** A rule by itself, as a file may hold it. */
export const someRule = rulesOf(fc.constantFrom('allow', 'deny'));

const named = (rules: readonly RuleDocument[]): readonly RuleDocument[] =>
  rules.map((rule, index) => ({ ...rule, name: `rule-${index}` }));

function situationsWith(
  about: typeof things,
  rules: fc.Arbitrary<readonly RuleDocument[]>,
  where: fc.Arbitrary<Pick<Situation, 'protectedNamespaces' | 'scope'>>,
): fc.Arbitrary<Situation> {
  return fc
    .record({
      thing: about,
      namespace: namespaces,
      action: actions,
      before: labels,
      after: labels,
      rules,
      where,
    })
    .map(({ thing, namespace, action, before, after, where: place, rules: all }) => {
      const own = thing.kind === 'Namespace' ? thing.name : undefined;
      return {
        action: action.action,
        group: thing.group,
        kind: thing.kind,
        name: thing.name,
        namespace: thing.isNamespaced ? namespace : own,
        labelsBefore: before,
        labelsAfter: after,
        params: leaves(action.params),
        present: presentOf(thing.group, action.action),
        conditions,
        rules: named(all),
        ownNamespace: 'responder',
        ...place,
      };
    });
}

const scopes = fc.option(fc.subarray(['cardboard', 'shop'], { minLength: 1 }), { nil: undefined });

/** Anything at all. */
export const situations = situationsWith(
  things,
  fc.array(someRule, { maxLength: 6 }),
  fc.record({ protectedNamespaces: fc.constantFrom(['kube-system'], ['kube-*', 'shop']), scope: scopes }),
);

/** Mostly allow rules, and no namespace closed, so that a good part is allowed. */
export const openSituations = situationsWith(
  fc.constant({ group: 'apps', kind: 'Deployment', isNamespaced: true, name: 'web' }),
  fc
    .tuple(
      fc.array(rulesOf(fc.constant('allow')), { minLength: 2, maxLength: 6 }),
      fc.array(someRule, { maxLength: 1 }),
    )
    .map(([allowing, others]) => [...allowing, ...others]),
  fc.constant({ protectedNamespaces: ['kube-system'], scope: ['cardboard', 'shop', 'firebreak'] }),
);

function presentOf(group: string, action: string): Situation['present'] {
  if (action === 'scale-workload') return { replicas: 2 };
  return action === 'set-resources' && group === 'apps' ? { 'limits.memory': '256Mi' } : {};
}

function leaves(
  params: Readonly<Record<string, unknown>>,
  path: readonly string[] = [],
): Situation['params'] {
  return Object.entries(params).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null
      ? leaves({ ...value }, [...path, key])
      : [{ path: [...path, key], value }],
  );
}

/** What the product judges by in the same situation: files read, objects made. */
export function factsOf(situation: Situation): AllowlistFacts {
  const before = objectOf(situation, situation.labelsBefore);
  const after = objectOf(situation, situation.labelsAfter);
  const { action, protectedNamespaces, ownNamespace, scope } = situation;
  const rules = situation.rules.map(read);
  const { namespaceMap } = packaged;
  return factsOn(before, {
    action: actionOn(before, action, paramsOf(situation)),
    change: changeOf(before, after),
    policies: { ...packaged, rules, namespaceMap: { ...namespaceMap, protectedNamespaces } },
    ownNamespace,
    ...(scope === undefined ? {} : { scope }),
  });
}

function read(document: RuleDocument, index: number): ActionRule {
  const reading = readActionRule(document, () => ({ file: 'generated.yaml', line: index + 1 }));
  if (!reading.ok) throw new Error(reading.problems.map(({ problem }) => problem).join('; '));
  return reading.rule;
}

function paramsOf({ params }: Situation): { [key: string]: Json } {
  const all: { [key: string]: Json } = {};
  for (const { path, value } of params) {
    const [first = '', second] = path;
    all[first] = second === undefined ? (value as Json) : { [second]: value as Json };
  }
  return all;
}

function objectOf(
  { group, kind, name, namespace, present }: Situation,
  own: Situation['labelsBefore'],
): KubernetesObject {
  const memory = present['limits.memory'];
  const limits = memory === undefined ? {} : { limits: { memory } };
  const containers = [{ name: 'app', image: 'registry.example/app:1', resources: limits }];
  const isNamespaced = namespace !== undefined && kind !== 'Namespace';
  return {
    apiVersion: group === '' ? 'v1' : `${group}/v1`,
    kind,
    metadata: { name, ...(isNamespaced ? { namespace } : {}), labels: own },
    spec: { replicas: 2, template: { spec: { containers } } },
  };
}
