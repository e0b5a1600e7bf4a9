import { describe, expect, it } from 'vitest';
import {
  actionOn,
  changeOf,
  deployment,
  factsOn,
  noon,
  rule,
  withRules,
} from '../../../test/support/allowlist.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { compileCondition } from '../policies/condition.ts';
import type { ActionRule, Condition } from '../policies/policies.ts';
import { decide } from './decide.ts';

const web = deployment();

function condition(text: string): Condition {
  const compiled = compileCondition(text);
  if (!compiled.ok) throw new Error(compiled.problem);
  return compiled.condition;
}

describe('rules', () => {
  it('allow what one of them covers, and name it', () => {
    const verdict = decide(factsOn(web, { policies: withRules([rule()]) }));

    expect(verdict).toMatchObject({
      layer: 'allowlist',
      outcome: 'pass',
      reason: 'allowlist.allowed',
      rule: 'policies/test.yaml:1#restarts',
    });
  });

  it.each([
    ['another action', rule({ actions: ['delete-pod'] })],
    ['another kind', rule({ kinds: ['StatefulSet'] })],
    ['the kind in another group', rule({ kinds: ['example.com/Deployment'] })],
    ['another namespace', rule({ namespaces: ['trade-*'] })],
    ['another name', rule({ names: ['api'] })],
    ['other labels', rule({ labels: [{ key: 'tier', operator: 'In', values: ['front'] }] })],
    ['cluster-scoped objects', { ...rule({ names: ['*'] }), namespaces: undefined }],
  ])('about %s do not', (_, other) => {
    const { namespaces, ...rest } = other;
    const only = namespaces === undefined ? rest : { ...rest, namespaces };

    expect(decide(factsOn(web, { policies: withRules([only]) })).reason).toBe('allowlist.no-rule');
  });

  it('let a cluster-scoped object through only where they name its kind and it', () => {
    const node: KubernetesObject = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'worker-1' } };
    const reason = (more: Partial<ActionRule>) => {
      const { namespaces: _anywhere, ...clusterScoped } = rule({
        kinds: ['Node'],
        names: ['worker-*'],
        ...more,
      });
      return decide(factsOn(node, { policies: withRules([clusterScoped]) })).reason;
    };
    const { names: _names, namespaces: _namespaces, ...nameless } = rule({ kinds: ['Node'], names: ['*'] });

    expect(reason({})).toBe('allowlist.allowed');
    expect(reason({ names: ['control-plane'] })).toBe('allowlist.no-rule');
    expect(reason({ kinds: ['*'] })).toBe('allowlist.no-rule');
    expect(reason({ kinds: ['Node', '*'] })).toBe('allowlist.no-rule');
    expect(decide(factsOn(node, { policies: withRules([nameless]) })).reason).toBe('allowlist.no-rule');
    expect(
      decide(factsOn(node, { policies: withRules([rule({ kinds: ['Node'], names: ['worker-1'] })]) })).reason,
    ).toBe('allowlist.no-rule');
  });

  it('of a bare kind mean Kubernetes’ own groups, whatever a custom group ends in', () => {
    const reasonOf = (apiVersion: string) =>
      decide(factsOn({ ...web, apiVersion }, { policies: withRules([rule()]) })).reason;

    expect(reasonOf('networking.k8s.io/v1')).toBe('allowlist.allowed');
    expect(reasonOf('.k8s.io.example.com/v1')).toBe('allowlist.no-rule');
  });

  it('of a bare kind mean that of Kubernetes, not a custom resource of the same name', () => {
    const custom = { ...web, apiVersion: 'example.com/v1' };

    expect(decide(factsOn(custom, { policies: withRules([rule()]) })).outcome).toBe('refuse');
    expect(
      decide(factsOn(custom, { policies: withRules([rule({ kinds: ['example.com/Deployment'] })]) })).outcome,
    ).toBe('pass');
  });

  it('are named by file, line and name, whatever order they were read in', () => {
    const first = rule({ source: { file: 'policies/a.yaml', line: 2 }, name: 'first' });
    const later = rule({ source: { file: 'policies/a.yaml', line: 10 }, name: 'later' });
    const other = rule({ source: { file: 'policies/b.yaml', line: 1 }, name: 'other' });
    const beside = rule({ source: { file: 'policies/a.yaml', line: 2 }, name: 'second of its line' });

    for (const rules of [
      [first, beside, later, other],
      [other, later, beside, first],
      [later, beside, first, other],
    ]) {
      expect(decide(factsOn(web, { policies: withRules(rules) })).rule).toBe('policies/a.yaml:2#first');
    }
  });

  it('that deny win, with their own words', () => {
    const deny = rule({ name: 'not-web', effect: 'deny', names: ['web'], message: 'web is in a migration' });

    const verdict = decide(factsOn(web, { policies: withRules([rule(), deny]) }));

    expect(verdict).toMatchObject({ reason: 'allowlist.denied', message: 'denied: web is in a migration' });
  });

  it('that deny by label see it before and after the change', () => {
    const { kinds: _kinds, ...deny } = rule({
      effect: 'deny',
      labels: [{ key: 'hands-off', operator: 'Exists', values: [] }],
    });
    const marked = deployment('cardboard', 'web', { 'hands-off': '' });
    const policies = withRules([rule(), deny]);

    expect(decide(factsOn(marked, { policies, change: changeOf(marked, web) })).reason).toBe(
      'allowlist.denied',
    );
    expect(decide(factsOn(web, { policies, change: changeOf(web, marked) })).reason).toBe('allowlist.denied');
  });
});

describe('a condition', () => {
  const action = actionOn(web);

  it('decides whether an allow rule covers the action, and is named where it does not', () => {
    const scaled = rule({ when: condition('oldObject.spec.replicas > 1') });
    const idle = rule({
      when: condition('oldObject.spec.replicas == 0'),
      message: 'only when scaled to zero',
    });

    expect(decide(factsOn(web, { policies: withRules([scaled]) })).outcome).toBe('pass');
    expect(decide(factsOn(web, { policies: withRules([idle]) }))).toMatchObject({
      reason: 'allowlist.no-rule',
      message: expect.stringContaining('only when scaled to zero'),
      rule: 'policies/test.yaml:1#restarts',
    });
  });

  it('that cannot be evaluated never allows and always denies', () => {
    const broken = condition("oldObject.status.phase == 'Running'");

    expect(decide(factsOn(web, { action, policies: withRules([rule({ when: broken })]) })).outcome).toBe(
      'refuse',
    );
    expect(
      decide(factsOn(web, { action, policies: withRules([rule(), rule({ effect: 'deny', when: broken })]) }))
        .reason,
    ).toBe('allowlist.denied');
  });

  it('over a namespace that could not be read fails closed', () => {
    const open = condition('namespaceObject == null || namespaceObject.metadata.name != "x"');

    expect(decide(factsOn(web, { policies: withRules([rule({ when: open })]) })).reason).toBe(
      'allowlist.no-rule',
    );
  });
});

describe('the cluster', () => {
  it('has to be the one that Firebreak looks after', () => {
    expect(decide(factsOn(web, { clusterName: 'berlin' })).reason).toBe('allowlist.wrong-cluster');
  });
});

describe('limits', () => {
  const changes = [
    { target: 'apps/Deployment/cardboard/web', namespace: 'cardboard', at: noon, status: 'applied' },
  ] as const;

  it('are judged in a response and not in a check', () => {
    const history = { stopped: false, changes };

    expect(decide(factsOn(web, { history })).reason).toBe('allowlist.cool-down');
    expect(decide(factsOn(web, { history, mode: 'check' })).outcome).toBe('pass');
  });

  it('count the changes of the namespace that the action is about', () => {
    const policies = withRules([rule()]);
    const { limits } = policies;
    const narrow = { ...policies, limits: { ...limits, changesPerHour: { namespace: 1, cluster: 100 } } };
    const changeIn = (namespace: string) => ({
      stopped: false,
      changes: [{ target: 'apps/Deployment/x/y', namespace, at: noon, status: 'applied' as const }],
    });
    const on = (namespace: string) =>
      decide(factsOn(web, { policies: narrow, history: changeIn(namespace) }));

    expect(on('cardboard').reason).toBe('allowlist.hourly-cap');
    expect(on('shop').reason).toBe('allowlist.allowed');
  });

  it('that cannot be judged in a response refuse', () => {
    const { history: _history, ...without } = factsOn(web);

    expect(decide(without).reason).toBe('allowlist.error');
    expect(decide({ ...without, mode: 'check' }).outcome).toBe('pass');
  });
});

describe('what speaks against an action', () => {
  it('is said in one order: untouchable, cluster, deny rules, limits, protection, discipline', () => {
    const own = deployment('firebreak');
    const system = deployment('kube-system');
    const deny = rule({ effect: 'deny' });
    const stopped = { stopped: true, changes: [] };
    const reasonOf = (facts: Parameters<typeof decide>[0]) => decide(facts).reason;
    const all = { policies: withRules([deny]), clusterName: 'berlin', history: stopped };

    expect(reasonOf(factsOn(own, all))).toBe('allowlist.protected');
    expect(reasonOf(factsOn(system, all))).toBe('allowlist.wrong-cluster');
    expect(reasonOf(factsOn(system, { ...all, clusterName: 'default' }))).toBe('allowlist.denied');
    expect(reasonOf(factsOn(system, { history: stopped }))).toBe('allowlist.stopped');
    const elsewhere = { ...actionOn(system), incident: { namespace: 'cardboard' } };
    expect(reasonOf(factsOn(system, { action: elsewhere }))).toBe('allowlist.protected-namespace');
  });
});
