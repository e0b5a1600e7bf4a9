import { describe, expect, it } from 'vitest';
import { oomScraper } from '../../test/pages/incidents/oom-scraper.ts';
import { selectorTrap } from '../../test/pages/incidents/selector-trap.ts';
import { packaged } from '../../test/support/allowlist.ts';
import type { Caller, Decision } from '../domain/decision.ts';
import type { Incident } from '../domain/incident.ts';
import type { Proposal } from '../domain/proposal.ts';
import type { ApproverRule } from '../guardrails/policies/policies.ts';
import { type DecisionRules, type GivenDecision, objectionTo } from './objection.ts';

const now = new Date('2026-03-04T02:20:00Z');
const expiresAt = '2026-03-04T03:00:00Z';
const signedInAt = '2026-03-04T02:18:00Z';
const ann: Caller = { kind: 'person', name: 'ann', via: 'local', signedInAt };
const bob: Caller = { kind: 'person', name: 'bob', via: 'oidc', signedInAt };
const shared: Caller = { kind: 'person', name: 'ann', via: 'shared-token', signedInAt };

function rules(more: Partial<ApproverRule> = {}, tellable = Infinity): DecisionRules {
  const source = { file: 'policies/approvers.yaml', line: 7 };
  const rule: ApproverRule = {
    source,
    name: 'everyone',
    people: ['*'],
    groups: [],
    tokens: ['api'],
    risks: ['low', 'medium', 'high'],
    ...more,
  };
  return { policies: { ...packaged, approvers: [rule] }, tellable, stopped: false, now };
}

function waiting(incident: Incident, more: Partial<Proposal> = {}): Incident & { proposal: Proposal } {
  if (incident.proposal === undefined) throw new Error('it has a proposal');
  const alerts = incident.alerts.map((alert) => ({ ...alert, status: 'firing' as const }));
  const proposal = { ...incident.proposal, expiresAt, ...more };
  return { ...incident, state: 'awaiting-approval', alerts, proposal, decisions: [] };
}

const low = waiting(oomScraper);
const high = waiting(selectorTrap);
const alone = waiting(selectorTrap, { approvalsNeeded: 1, soleApprover: true });

function approvedBy(incident: Incident & { proposal: Proposal }, by: Caller, more: Partial<Decision> = {}) {
  const { id: proposal, hash } = incident.proposal;
  const approval = { id: 'dec_1', proposal, hash, decision: 'approve', by, channel: 'page' } as const;
  return { ...incident, decisions: [{ ...approval, at: '2026-03-04T02:19:00Z', ...more }] };
}

function approve(
  incident: Incident & { proposal: Proposal },
  by: Caller,
  more: Partial<GivenDecision> = {},
  given: DecisionRules = rules(),
) {
  const { id: proposal, hash } = incident.proposal;
  const decision = { incident: incident.id, proposal, hash, decision: 'approve', channel: 'page' } as const;
  return objectionTo({ ...decision, by, ...more }, incident, given)?.reason;
}

describe('a decision', () => {
  it('is taken where nothing stands against it, whatever the window', () => {
    for (const channel of ['page', 'api', 'slack'] as const) {
      expect(approve(low, ann, { channel })).toBeUndefined();
    }
  });

  it('is refused once the proposal is another, has expired, or its alerts have ended', () => {
    expect(approve(low, ann, { hash: 'sha256:another' })).toBe('decision.stale');
    expect(approve(waiting(oomScraper, { expiresAt: now.toISOString() }), ann)).toBe('decision.expired');
    const ended = low.alerts.map((alert) => ({ ...alert, status: 'resolved' as const }));
    expect(approve({ ...low, alerts: ended }, ann)).toBe('decision.incident-resolved');
  });

  it('other than an approval says why', () => {
    expect(approve(low, ann, { decision: 'deny' })).toBe('decision.reason-required');
    expect(approve(low, ann, { decision: 'hand-over', reason: ' ' })).toBe('decision.reason-required');
    expect(approve(low, ann, { decision: 'hand-over', reason: 'the team knows' })).toBeUndefined();
  });

  it('is for whom a rule names by name or group', () => {
    const sre = rules({ people: ['ann'], groups: ['sre'] });
    expect(approve(low, ann, {}, sre)).toBeUndefined();
    expect(approve(low, bob, {}, sre)).toBe('decision.not-allowed');
    expect(approve(low, { ...bob, groups: ['sre'] }, {}, sre)).toBeUndefined();
  });

  it('is for nobody by a name that was only typed beside the shared token', () => {
    expect(approve(low, shared, {}, rules({ people: ['ann'] }))).toBe('decision.not-allowed');
    expect(approve(low, shared)).toBeUndefined();
  });
});

describe('an approval of what takes two people', () => {
  it('counts one person once, by whatever way they come in', () => {
    const once = approvedBy(high, ann);
    expect(approve(once, { ...ann, via: 'slack' })).toBe('decision.same-person');
    expect(approve(once, bob)).toBeUndefined();
  });

  it('is not the shared token beside a person, nor the token under a second name', () => {
    expect(approve(approvedBy(high, bob), shared)).toBe('decision.not-allowed');
    expect(approve(approvedBy(low, shared), { ...shared, name: 'bob' })).toBe('decision.already-decided');
    expect(approve(high, shared)).toBe('decision.not-allowed');
  });

  it('is given on the page where the risk is high', () => {
    expect(approve(high, ann, { channel: 'slack' })).toBe('decision.page-required');
    expect(approve(high, ann, { channel: 'slack', decision: 'deny', reason: 'no' })).toBeUndefined();
  });
});

describe('an own request', () => {
  const asked = waiting(oomScraper, { requestedBy: { kind: 'person', name: 'ann', via: 'slack' } });

  it('is approved by another person', () => {
    expect(approve(asked, ann)).toBe('decision.own-request');
    expect(approve(asked, bob)).toBeUndefined();
  });

  it('can be denied', () => {
    expect(approve(asked, ann, { decision: 'deny', reason: 'never mind' })).toBeUndefined();
  });

  it('takes a fresh sign-in where there is nobody else', () => {
    const { signedInAt: _, ...stale } = ann;
    const onlyAnn = rules({ people: ['ann'] });
    expect(approve(asked, stale, {}, onlyAnn)).toBe('decision.fresh-sign-in');
    expect(approve(asked, ann, {}, onlyAnn)).toBeUndefined();
  });
});

describe('the only one who can approve', () => {
  it('signs in afresh', () => {
    const long = { ...ann, signedInAt: '2026-03-04T02:14:59Z' };
    expect(approve(alone, long)).toBe('decision.fresh-sign-in');
    expect(approve(alone, { kind: 'token', name: 'api' })).toBe('decision.fresh-sign-in');
    expect(approve(alone, ann)).toBeUndefined();
    expect(approve(alone, shared)).toBeUndefined();
  });

  it('can think again while the approval waits', () => {
    const given = approvedBy(alone, ann);
    expect(approve(given, ann)).toBe('decision.already-decided');
    expect(approve(given, ann, { decision: 'deny', reason: 'on second thoughts' })).toBeUndefined();
  });
});

describe('breaking the glass', () => {
  const may = rules({ people: ['ann', 'bob'], breakGlass: true });
  const alone = { breakGlass: true, reason: 'nobody else is awake' } as const;

  it('is for whom the policy names, with a reason and a fresh sign-in, on the page', () => {
    expect(approve(high, ann, alone, may)).toBeUndefined();
    expect(approve(high, ann, { breakGlass: true }, may)).toBe('decision.reason-required');
    expect(approve(high, ann, alone)).toBe('decision.break-glass-not-allowed');
    expect(approve(high, { ...ann, signedInAt: '2026-03-04T01:00:00Z' }, alone, may)).toBe(
      'decision.fresh-sign-in',
    );
    expect(approve(high, ann, { ...alone, channel: 'slack' }, may)).toBe('decision.page-required');
  });

  it('decides, so that nobody decides after it', () => {
    expect(approve(approvedBy(high, ann, { breakGlass: true }), bob, {}, may)).toBe(
      'decision.already-decided',
    );
  });

  it('is no way around who may decide, or what was shown', () => {
    expect(approve(high, { ...bob, name: 'eve' }, alone, may)).toBe('decision.not-allowed');
    expect(approve(high, ann, { ...alone, hash: 'sha256:another' }, may)).toBe('decision.stale');
  });
});
