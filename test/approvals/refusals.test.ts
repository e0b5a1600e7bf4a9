import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Incident } from '../../src/domain/incident.ts';
import { type ReasonCode, reasons } from '../../src/domain/reasons.ts';
import { selectorTrap } from '../pages/incidents/selector-trap.ts';
import type { Person } from './setting.ts';
import { type Asked, startWindows, type Windows, type WindowsOptions } from './windows.ts';

// The service, its cluster and its Slack start for each case; each wait inside has a limit of its own.
vi.setConfig({ testTimeout: 120_000 });

const minute = 60_000;
const oneOfTwo = { limits: { approvalsNeeded: { low: 2, medium: 2, high: 2 } } };
const onlyAnn: WindowsOptions = {
  ...oneOfTwo,
  approvers: [{ name: 'ann-alone', people: ['ann'], risks: ['low', 'medium', 'high'] }],
};

interface Case {
  readonly what: string;
  readonly options?: WindowsOptions;
  /** What happens between the question and the answer; the question that is answered. */
  readonly before?: (windows: Windows, asked: Asked) => Promise<Asked | void>;
  readonly who?: Person;
  readonly reason: ReasonCode;
  /** What the person is told beside the reason. */
  readonly told?: string;
  /** What Slack's message and the page show of it. */
  readonly shown?: { readonly slack: string; readonly page: string };
  /** What `firebreak approve` says to the token; absent where it may. */
  readonly shell?: string;
}

const cases: readonly Case[] = [
  {
    what: 'by somebody who has approved on the page',
    options: oneOfTwo,
    async before(windows, asked) {
      expect(await windows.onPage('ann', asked)).toBeUndefined();
    },
    reason: 'decision.same-person',
    shown: { slack: '2 different people, 1 so far', page: '1 of 2 approvals given' },
    shell: 'A token never counts as the second person',
  },
  {
    what: 'by somebody who has approved in Slack',
    options: oneOfTwo,
    async before(windows, asked) {
      expect(await windows.inSlack('ann', asked)).toBeUndefined();
    },
    reason: 'decision.same-person',
    shown: { slack: '2 different people, 1 so far', page: '1 of 2 approvals given' },
  },
  {
    what: 'of what they asked for themselves',
    async before(windows, asked) {
      expect(await windows.onPage('bob', asked)).toBeUndefined();
      const { id } = await windows.incidentIn('closed');
      expect(await windows.post('ann', `/incidents/${id}/undo`, {})).toBeUndefined();
      return windows.askedAgain(asked);
    },
    reason: 'decision.own-request',
    shown: { slack: 'ann asked for this, so somebody else', page: 'You asked for this.' },
  },
  {
    what: 'after the expiry',
    async before(windows) {
      windows.clock.advance(31 * minute);
      await windows.incidentIn('closed');
    },
    reason: 'decision.expired',
    shown: { slack: 'Expired undecided', page: 'Expired undecided' },
    shell: reasons['decision.expired'],
  },
  {
    what: 'of what came back because the object had changed',
    async before(windows, asked) {
      await windows.changeObject();
      expect(await windows.onPage('bob', asked)).toBeUndefined();
      await windows.askedAgain(asked);
    },
    reason: 'decision.stale',
    told: 'the object is no longer as it was',
    shown: {
      slack: 'Back for a new decision*: changed since approval',
      page: 'Back for a new decision: Changed since',
    },
    shell: 'the proposal is no longer that of',
  },
  {
    what: 'after the alert has ended',
    async before(windows) {
      await windows.resolveAlert();
      await windows.incidentIn('closed');
    },
    reason: 'decision.incident-resolved',
    shown: { slack: 'Healed by itself', page: 'Healed by itself' },
    shell: reasons['decision.incident-resolved'],
  },
  {
    what: 'after somebody else has denied it',
    async before(windows, asked) {
      await windows.onPage('bob', asked, { decision: 'deny', reason: 'It hides the leak' });
      await windows.incidentIn('closed');
    },
    reason: 'decision.already-decided',
    shown: { slack: '*bob* denied on the page', page: 'bob denied' },
    shell: reasons['decision.already-decided'],
  },
  {
    what: 'while the stop switch is on',
    async before(windows) {
      expect(await windows.post('bob', '/stop', { switch: 'stop' })).toBeUndefined();
    },
    reason: 'decision.stopped',
    shown: { slack: '*The stop switch is on*', page: 'nothing can be approved until it is released' },
    shell: reasons['decision.stopped'],
  },
  {
    what: 'by somebody whom no rule names',
    who: 'dan',
    options: { approvers: [{ name: 'others', people: ['ann'], risks: ['low', 'medium', 'high'] }] },
    reason: 'decision.not-allowed',
    told: 'no approver rule lets the person dan decide on set-resources of low risk in cardboard',
    shell: reasons['decision.not-allowed'],
  },
  {
    what: 'by a sole approver whose sign-in is not fresh',
    options: onlyAnn,
    async before(windows) {
      await windows.signIn('ann');
      windows.clock.advance(6 * minute);
    },
    reason: 'decision.fresh-sign-in',
    told: 'Sign in again on the page, and approve within 5 minutes',
    shown: { slack: 'somebody who has just signed in', page: 'a fresh sign-in, and a waiting time' },
  },
];

const { proposal } = selectorTrap;
if (proposal === undefined) throw new Error('the trap has a proposal');
const highRisk: Incident = {
  ...selectorTrap,
  decisions: [],
  proposal: {
    ...proposal,
    approvalsNeeded: 2,
    expiresAt: '2099-01-01T00:00:00.000Z',
    steps: proposal.steps.map((step) => ({ ...step, risk: 'high' })),
  },
};

let windows: Windows;
afterEach(() => windows?.stop());

describe('an approval', () => {
  it.each(cases)(
    '$what is refused in Slack and on the page, which say why',
    async ({ options, before, who = 'ann', reason, told = '', shown, shell }) => {
      windows = await startWindows(options);
      const first = await windows.asked();
      const asked = (await before?.(windows, first)) ?? first;
      const decided = (await windows.incident(asked.incident)).decisions;
      const writes = windows.writes();

      const inSlack = await windows.inSlack(who, asked);
      expect(inSlack).toContain(`Nothing was decided: ${reasons[reason]}`);
      expect(inSlack).toContain(told);
      const onPage = await windows.onPage(who, asked);
      expect(onPage).toContain(reasons[reason]);
      expect(onPage).toContain(told);
      if (shell !== undefined) {
        const { code, stderr } = await windows.atShell(asked);
        expect([code, stderr]).toEqual([1, expect.stringContaining(shell)]);
      }

      expect((await windows.incident(asked.incident)).decisions).toEqual(decided);
      expect(windows.writes()).toBe(writes);
      if (shown === undefined) return;
      await windows.message(shown.slack);
      expect(await windows.pageText(who, `/incidents/${asked.incident}`)).toContain(shown.page);
    },
  );

  it('of high risk is refused in Slack, which leads to the page, where it is taken', async () => {
    windows = await startWindows({ waiting: highRisk });
    const asked = await windows.asked();
    await windows.message('*Approve on the page, signed in*');
    const told = await windows.inSlack('ann', asked);
    expect(told).toContain(reasons['decision.page-required']);
    expect(told).toContain(`<${windows.url}/incidents/${asked.incident}|Open the page>`);
    expect(await windows.onPage('ann', asked)).toBeUndefined();
    await windows.message('2 different people, 1 so far');
  });

  it('by somebody whom nobody knows in Slack, or who may only look on the page, is refused', async () => {
    windows = await startWindows();
    const asked = await windows.asked();
    expect(await windows.inSlack('eve', asked)).toContain(reasons['decision.unknown-person']);
    expect(await windows.inSlack('vic', asked)).toContain(reasons['decision.not-allowed']);
    expect(await windows.onPage('vic', asked)).toContain(reasons['request.role-too-low']);
    expect(await windows.pageText('vic', `/incidents/${asked.incident}`)).toContain(
      'You can look, not decide.',
    );
    expect((await windows.incident(asked.incident)).decisions).toEqual([]);
  });

  it('by a sole approver who has just signed in waits, can be denied in Slack until then, and runs after it', async () => {
    windows = await startWindows(onlyAnn);
    const asked = await windows.asked();
    await windows.signIn('ann');
    expect(await windows.onPage('ann', asked)).toBeUndefined();
    await windows.message('*Approved, and waiting*');
    expect(await windows.pageText('ann', `/incidents/${asked.incident}`)).toContain('Approved, and waiting');
    windows.clock.advance(9 * minute);
    expect((await windows.incident(asked.incident)).state).toBe('awaiting-approval');
    expect(windows.writes()).toBe(0);
    windows.clock.advance(2 * minute);
    await windows.message('Fixed');
    expect(windows.writes()).toBe(1);
  });

  it('that breaks the glass takes a rule, a reason and a fresh sign-in, and is shown as what it is', async () => {
    const mayAlone = {
      name: 'ann-alone',
      people: ['ann'],
      risks: ['low', 'medium', 'high'],
      breakGlass: true,
    };
    const everyone = { name: 'others', people: ['ann', 'bob'], risks: ['low', 'medium', 'high'] };
    windows = await startWindows({ ...oneOfTwo, approvers: [mayAlone, everyone] });
    const asked = await windows.asked();
    const alone = { breakGlass: 'yes', reason: 'The shop is down and nobody answers' };
    expect(await windows.onPage('bob', asked, alone)).toContain(reasons['decision.break-glass-not-allowed']);
    expect(await windows.onPage('ann', asked, { breakGlass: 'yes' })).toContain(
      reasons['decision.reason-required'],
    );
    await windows.signIn('ann');
    windows.clock.advance(6 * minute);
    expect(await windows.onPage('ann', asked, alone)).toContain(reasons['decision.fresh-sign-in']);
    expect((await windows.incident(asked.incident)).decisions).toEqual([]);

    await windows.signIn('ann');
    expect(await windows.onPage('ann', asked, alone)).toBeUndefined();
    await windows.message('*ann* approved *alone, breaking the glass* on the page');
    expect(await windows.pageText('bob', `/incidents/${asked.incident}`)).toContain(
      'alone, breaking the glass',
    );
  });
});
