import { describe, expect, it } from 'vitest';
import { actionOn, changeOf, deployment, packaged } from '../../../test/support/allowlist.ts';
import type { RiskTier } from '../../domain/action.ts';
import type { ApproverRule, Policies } from '../policies/policies.ts';
import { judgeApproval } from './approval-layer.ts';

const web = deployment();

function judge(
  risk: RiskTier,
  policies: Policies = packaged,
  earlier: Parameters<typeof judgeApproval>[0]['earlier'] = [],
  tellablePeople = Infinity,
) {
  const change = { ...changeOf(web), risk };
  return judgeApproval({ action: actionOn(web), change, policies, earlier, tellablePeople });
}

function approvers(more: Partial<ApproverRule>): Policies {
  const [first] = packaged.approvers;
  if (first === undefined) throw new Error('the packaged policies name approvers');
  return { ...packaged, approvers: [{ ...first, people: [], tokens: [], ...more }] };
}

describe('the approval layer', () => {
  it('holds for one person where the risk is low or medium, and names the rule', () => {
    expect(judge('low')).toMatchObject({
      layer: 'approval',
      outcome: 'hold',
      reason: 'approval.one-person',
      rule: expect.stringMatching(/^policies\/approvers\.yaml:\d+#everyone-who-signs-in$/u),
    });
  });

  it('holds for two people where the risk is high', () => {
    expect(judge('high')).toMatchObject({ outcome: 'hold', reason: 'approval.two-people' });
  });

  it.each(['pod-security.loosens-level', 'pod-security.weakens', 'pod-security.exempt'] as const)(
    'holds for two people where an earlier layer holds for %s',
    (reason) => {
      const earlier = [{ layer: 'pod-security', outcome: 'hold', reason, message: '' }] as const;

      expect(judge('low', packaged, earlier)).toMatchObject({
        reason: 'approval.two-people',
        message: 'two different people have to approve (it weakens security)',
      });
    },
  );

  it('holds for two people where Alertmanager does not bear the alerts out, whatever the risk', () => {
    const context = { action: actionOn(web), change: { ...changeOf(web), risk: 'low' as const } };
    const inDoubt = (policies: Policies) => judgeApproval({ ...context, policies, inDoubt: true });
    expect(inDoubt(packaged)).toMatchObject({ outcome: 'hold', reason: 'approval.unconfirmed-alert' });
    expect(inDoubt(approvers({ people: ['ann'] }))).toMatchObject({
      outcome: 'hold',
      reason: 'approval.sole-approver',
      message: expect.stringContaining('Alertmanager does not confirm'),
    });
  });

  it('takes a fresh sign-in and a wait for a second person where only one can be told', () => {
    const sole = { outcome: 'hold', reason: 'approval.sole-approver' };
    expect(judge('high', approvers({ people: ['ann', 'Ann'] }))).toMatchObject(sole);
    expect(judge('high', approvers({ people: ['ann'], tokens: ['api'] }))).toMatchObject(sole);
    expect(judge('high', packaged, [], 1)).toMatchObject(sole);
    expect(judge('high', packaged, [], 2).reason).toBe('approval.two-people');
    expect(judge('low', packaged, [], 1).reason).toBe('approval.one-person');
  });

  it('refuses what nobody may approve', () => {
    expect(judge('low', approvers({}))).toMatchObject({ outcome: 'refuse', reason: 'approval.nobody' });
    expect(judge('high', approvers({ tokens: ['api'] })).reason).toBe('approval.nobody');
    expect(judge('high', approvers({ people: ['ann', 'bob'] })).reason).toBe('approval.two-people');
  });

  it('lets a token stand in for a single person', () => {
    expect(judge('low', approvers({ tokens: ['api'] })).reason).toBe('approval.one-person');
  });
});
