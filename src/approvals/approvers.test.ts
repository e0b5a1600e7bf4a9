import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packaged } from '../../test/support/allowlist.ts';
import type { Decider, Decision } from '../domain/decision.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { ApproverRule } from '../guardrails/policies/policies.ts';
import { approvalsNeeded } from './approvals-needed.ts';
import { mayBreakGlass, mayDecide, possibleApprovers } from './approvers.ts';
import { countApprovals, hasApproved } from './count-approvals.ts';

const ann: Decider = { kind: 'person', name: 'ann' };
const bob: Decider = { kind: 'person', name: 'bob' };
const token: Decider = { kind: 'token', name: 'api' };
const proposal = { id: 'prp_1', hash: 'sha256:1' };

function approver(more: Partial<ApproverRule>): ApproverRule {
  const source = { file: 'policies/approvers.yaml', line: 7 };
  return {
    source,
    name: 'rule',
    people: [],
    groups: [],
    tokens: [],
    risks: ['low', 'medium', 'high'],
    ...more,
  };
}

function approval(by: Decider, more: Partial<Decision> = {}): Decision {
  const about = { proposal: proposal.id, hash: proposal.hash, decision: 'approve', channel: 'page' } as const;
  return { id: 'dec_1', ...about, by, at: '2026-03-04T12:00:00Z', ...more };
}

describe('who may decide', () => {
  const shop = { action: 'restart-workload', risk: 'low', namespace: 'shop' } as const;

  function may(
    decider: Decider,
    rules: readonly ApproverRule[],
    steps: Parameters<typeof mayDecide>[1] = [shop],
  ) {
    return mayDecide(decider, steps, { approvers: rules }).allowed;
  }

  it('are the people that a rule names, or everyone', () => {
    expect(may(ann, [approver({ people: ['ann'] })])).toBe(true);
    expect(may(ann, [approver({ people: ['*'] })])).toBe(true);
    expect(may(bob, [approver({ people: ['ann'] })])).toBe(false);
    expect(may(ann, [])).toBe(false);
  });

  it('are tokens only by name, never by the word for everyone', () => {
    expect(may(token, [approver({ people: ['*', 'api'] })])).toBe(false);
    expect(may(token, [approver({ tokens: ['api'] })])).toBe(true);
    expect(may({ kind: 'person', name: 'api' }, [approver({ tokens: ['api'] })])).toBe(false);
  });

  it('are bound to risks and namespaces', () => {
    expect(may(ann, [approver({ people: ['ann'], risks: ['medium'] })])).toBe(false);
    expect(may(ann, [approver({ people: ['ann'], namespaces: ['shop*'] })])).toBe(true);
    expect(may(ann, [approver({ people: ['ann'], namespaces: ['blog'] })])).toBe(false);
  });

  it('need a rule without namespaces for cluster-scoped steps', () => {
    expect(
      may(ann, [approver({ people: ['ann'], namespaces: ['*'] })], [{ action: 'cordon-node', risk: 'low' }]),
    ).toBe(false);
    expect(may(ann, [approver({ people: ['ann'] })], [{ action: 'cordon-node', risk: 'low' }])).toBe(true);
  });

  it('need a rule for every step', () => {
    const rules = [approver({ people: ['ann'], risks: ['low'] })];
    const steps = [shop, { ...shop, risk: 'high' }] as const;

    expect(mayDecide(ann, steps, { approvers: rules })).toEqual({
      allowed: false,
      reason: 'decision.not-allowed',
      message: 'no approver rule lets the person ann decide on restart-workload of high risk in shop',
    });
    expect(may(ann, rules, [])).toBe(false);
  });

  it('are, in the packaged policies, everyone who signs in, and the API token below high risk', () => {
    expect(mayDecide(ann, [{ ...shop, risk: 'high' }], packaged).allowed).toBe(true);
    expect(mayDecide(token, [{ ...shop, risk: 'medium' }], packaged).allowed).toBe(true);
    expect(mayDecide(token, [{ ...shop, risk: 'high' }], packaged).allowed).toBe(false);
  });
});

describe('rules about actions', () => {
  const node = { action: 'cordon-node', risk: 'high' } as const;

  it('leave out the others', () => {
    const rules = [approver({ people: ['ann'], actions: ['cordon-*'] })];
    expect(mayDecide(ann, [node], { approvers: rules }).allowed).toBe(true);
    expect(mayDecide(ann, [{ ...node, action: 'delete-pod' }], { approvers: rules }).allowed).toBe(false);
  });

  it('let people break the glass where they say so, and never a token', () => {
    const rules = [approver({ people: ['ann'], tokens: ['api'], breakGlass: true })];
    expect(mayBreakGlass(ann, [node], { approvers: rules })).toBe(true);
    expect(mayBreakGlass(bob, [node], { approvers: rules })).toBe(false);
    expect(mayBreakGlass(token, [node], { approvers: rules })).toBe(false);
  });
});

describe('how many people could approve', () => {
  const possible = (more: Partial<ApproverRule>, tellable?: number) =>
    possibleApprovers([approver(more)], { people: [] }, tellable).people;

  it('is how many a rule names, or as many as sign-in can tell apart', () => {
    expect(possible({ people: ['ann', 'Ann', 'bob'] })).toBe(2);
    expect(possible({ people: ['*'] })).toBe(Infinity);
    expect(possible({ people: ['*'] }, 1)).toBe(1);
    expect(possible({ groups: ['sre'] }, 3)).toBe(3);
    expect(possible({})).toBe(0);
  });
});

describe('how many people it takes', () => {
  const loosens: Verdict = {
    layer: 'pod-security',
    outcome: 'hold',
    reason: 'pod-security.loosens-level',
    message: 'privileged instead of baseline',
  };

  it('follows the riskiest step', () => {
    expect(approvalsNeeded([{ risk: 'low', verdicts: [] }], packaged)).toBe(1);
    expect(
      approvalsNeeded(
        [
          { risk: 'low', verdicts: [] },
          { risk: 'high', verdicts: [] },
        ],
        packaged,
      ),
    ).toBe(2);
  });

  it('is two where a Pod Security level is loosened', () => {
    expect(approvalsNeeded([{ risk: 'low', verdicts: [loosens] }], packaged)).toBe(2);
  });

  it('is never nobody', () => {
    expect(approvalsNeeded([], packaged)).toBe(1);
  });
});

describe('approvals', () => {
  it('count each person once, however the name is written', () => {
    const again = { kind: 'person', name: ' Ann ' } as const;

    expect(countApprovals([approval(ann), approval(again)], proposal)).toBe(1);
    expect(countApprovals([approval(ann), approval(bob)], proposal)).toBe(2);
    expect(hasApproved(again, [approval(ann)], proposal)).toBe(true);
    expect(hasApproved(bob, [approval(ann)], proposal)).toBe(false);
  });

  it('of a token count alone and never next to a person', () => {
    const other = { kind: 'token', name: 'other' } as const;

    expect(countApprovals([approval(token)], proposal)).toBe(1);
    expect(countApprovals([approval(token), approval(other)], proposal)).toBe(1);
    expect(countApprovals([approval(token), approval(ann)], proposal)).toBe(1);
  });

  it('count for exactly one hash of one proposal', () => {
    expect(countApprovals([approval(ann, { hash: 'sha256:2' })], proposal)).toBe(0);
    expect(countApprovals([approval(ann, { proposal: 'prp_2' })], proposal)).toBe(0);
    expect(countApprovals([approval(ann, { decision: 'deny' })], proposal)).toBe(0);
  });

  it('never count more than there are people, or one where there is none', () => {
    const decider = fc.record({
      kind: fc.constantFrom('person', 'token'),
      name: fc.constantFrom('a', 'b', 'A'),
    });
    fc.assert(
      fc.property(fc.array(decider), (deciders) => {
        const people = new Set(
          deciders.filter(({ kind }) => kind === 'person').map(({ name }) => name.toLowerCase()),
        );

        const counted = countApprovals(
          deciders.map((by) => approval(by)),
          proposal,
        );

        expect(counted).toBeLessThanOrEqual(Math.max(people.size, 1));
      }),
    );
  });
});
