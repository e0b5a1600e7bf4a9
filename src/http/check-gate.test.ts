import { describe, expect, it } from 'vitest';
import { CheckGate } from './check-gate.ts';

const ci = { kind: 'token', name: 'ci' } as const;
const minute = 60_000;

function startGate() {
  let time = Date.parse('2026-03-04T02:00:00Z');
  const gate = new CheckGate({ now: () => new Date(time) });
  const open: (() => void)[] = [];
  return {
    /** Asks what is answered only once `answer` is called. */
    hold: (by: Parameters<CheckGate['ask']>[0]) =>
      gate.ask(by, () => new Promise<void>((resolve) => open.push(resolve))),
    ask: (by: Parameters<CheckGate['ask']>[0]) => gate.ask(by, async () => 'answered'),
    answer: () => open.splice(0).forEach((resolve) => resolve()),
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
  };
}

describe('the guardrails, asked from outside', () => {
  it('answer one token sixty times a minute, and say when they do again', async () => {
    const gate = startGate();
    for (let question = 0; question < 60; question += 1) await gate.ask(ci);
    await expect(gate.ask(ci)).rejects.toMatchObject({
      status: 429,
      code: 'request.too-often',
      headers: { 'retry-after': '1' },
    });
    expect(await gate.ask({ kind: 'person', name: 'ann', via: 'local' })).toBe('answered');
    gate.pass(minute);
    expect(await gate.ask(ci)).toBe('answered');
  });

  it('take a name in other letters for the same, and whoever holds the shared token for one', async () => {
    const gate = startGate();
    const held = [gate.hold(ci), gate.hold({ ...ci, name: ' CI' })];
    await expect(gate.ask(ci)).rejects.toMatchObject({ code: 'request.busy' });
    gate.answer();
    const shared = (name: string) => ({ kind: 'person', name, via: 'shared-token' }) as const;
    held.push(gate.hold(shared('ann')), gate.hold(shared('bob')));
    await expect(gate.ask(shared('cid'))).rejects.toMatchObject({ code: 'request.busy' });
    gate.answer();
    await Promise.all(held);
  });

  it('answer two questions of one at a time, and four of all', async () => {
    const gate = startGate();
    const held = [gate.hold(ci), gate.hold(ci)];
    await expect(gate.hold(ci)).rejects.toMatchObject({ status: 429, code: 'request.busy' });
    const other = { kind: 'token', name: 'other' } as const;
    held.push(gate.hold(other), gate.hold(other));
    await expect(gate.ask({ kind: 'token', name: 'third' })).rejects.toMatchObject({ code: 'request.busy' });
    gate.answer();
    await Promise.all(held);
    expect(await gate.ask(ci)).toBe('answered');
  });

  it('are free again after a question that failed', async () => {
    const gate = new CheckGate({ now: () => new Date() });
    const failing = () => gate.ask(ci, () => Promise.reject(new Error('the cluster is away')));
    for (let question = 0; question < 5; question += 1) await expect(failing()).rejects.toThrow('away');
  });
});
