import { describe, expect, it } from 'vitest';
import { actionOn, changeOf, deployment, noon, packaged, rule } from '../../../test/support/allowlist.ts';
import { fakeCluster } from '../../../test/support/fake-cluster.ts';
import type { Verdict } from '../../domain/verdict.ts';
import type { GuardrailContext } from '../guardrail.ts';
import { approvalLayer } from './approval-layer.ts';

const web = deployment();
const own = rule({ name: 'own', names: ['web'], namespaces: ['cardboard'], approval: 'not-needed' });
const policies = { ...packaged, rules: [rule({ name: 'wide' }), own] };

const passing: readonly Verdict[] = [
  { layer: 'allowlist', outcome: 'pass', reason: 'allowlist.allowed', message: '' },
  { layer: 'selector', outcome: 'pass', reason: 'selector.no-change', message: '' },
  { layer: 'pod-security', outcome: 'pass', reason: 'pod-security.fits', message: '' },
  { layer: 'dry-run', outcome: 'pass', reason: 'dry-run.accepted', message: '' },
];
const instead = (verdict: Verdict) => passing.map((one) => (one.layer === verdict.layer ? verdict : one));

const judge = (more: Partial<GuardrailContext> = {}) =>
  approvalLayer.judge({
    action: actionOn(web),
    change: changeOf(web),
    cluster: fakeCluster(web).reader,
    mode: 'response',
    purpose: 'fix',
    policies,
    clusterName: 'default',
    provisional: false,
    earlier: passing,
    now: noon,
    ...more,
  });

describe('an action that a policy rule lets run without people', () => {
  it('passes, and names the rule, though a wider one allows it too', async () => {
    expect(await judge()).toMatchObject({
      outcome: 'pass',
      reason: 'approval.not-needed',
      rule: 'policies/test.yaml:1#own',
    });
  });

  it.each<[string, Partial<GuardrailContext>]>([
    ['the risk is high', { change: { ...changeOf(web), risk: 'high' } }],
    ['it takes something back', { purpose: 'undo' }],
    ['it is another object', { action: actionOn(deployment('cardboard', 'api')) }],
    ['it is another namespace', { action: actionOn(deployment('shop')) }],
    ['it is another action', { action: actionOn(web, 'scale-workload', { replicas: 3 }) }],
    ['no layer has been asked', { earlier: [] }],
    [
      'a layer holds',
      { earlier: instead({ layer: 'selector', outcome: 'hold', reason: 'selector.safe', message: '' }) },
    ],
    [
      'admission adds something',
      { earlier: instead({ layer: 'dry-run', outcome: 'pass', reason: 'dry-run.altered', message: '' }) },
    ],
    [
      'its dry-run is provisional',
      { earlier: instead({ layer: 'dry-run', outcome: 'pass', reason: 'dry-run.provisional', message: '' }) },
    ],
    ['no such rule is there', { policies: { ...packaged, rules: [rule({ name: 'wide' })] } }],
  ])('needs people where %s', async (_why, more) => {
    expect((await judge(more)).outcome).toBe('hold');
  });

  it('needs people in a response that does not say what it is for', async () => {
    const { purpose: _purpose, ...context } = {
      action: actionOn(web),
      change: changeOf(web),
      cluster: fakeCluster(web).reader,
      mode: 'response' as const,
      purpose: 'fix' as const,
      policies,
      clusterName: 'default',
      provisional: false,
      earlier: passing,
      now: noon,
    };
    expect((await approvalLayer.judge(context)).outcome).toBe('hold');
    const noCluster: Verdict = {
      layer: 'dry-run',
      outcome: 'skipped',
      reason: 'dry-run.no-cluster',
      message: '',
    };
    const advice = await approvalLayer.judge({ ...context, mode: 'check', earlier: instead(noCluster) });
    expect(advice.reason).toBe('approval.not-needed');
  });

  it('is none of the packaged policies', () => {
    expect(packaged.rules.filter(({ approval }) => approval !== undefined)).toEqual([]);
  });
});
