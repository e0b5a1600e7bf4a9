import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Heartbeat, isHeartbeat, judgeHeartbeat, type Patience } from './heartbeat.ts';

const at = (minute: number) => new Date(Date.parse('2026-03-04T02:00:00.000Z') + minute * 60_000);
const watchdog: Heartbeat = {
  key: 'Watchdog',
  name: 'Watchdog',
  labels: { alertname: 'Watchdog' },
  seenAt: at(0).toISOString(),
  gapSeconds: 60,
};
const patience: Patience = { seconds: 15 * 60, exact: false, expected: false, listeningSince: at(-60) };

describe('a heartbeat', () => {
  it('is what tells that alerting works, by name', () => {
    expect(
      ['Watchdog', 'InfoInhibitor', 'TargetDown'].map((alertname) => isHeartbeat({ labels: { alertname } })),
    ).toEqual([true, true, false]);
  });

  it('may stay away as long as it is given, and no longer', () => {
    expect(judgeHeartbeat(watchdog, patience, at(14))).toBe('comes');
    expect(judgeHeartbeat(watchdog, patience, at(15))).toBe('missing');
  });

  it('may stay away twice as long as it used to, unless the time was configured', () => {
    const seldom = { ...watchdog, gapSeconds: 12 * 3600 };
    expect(judgeHeartbeat(seldom, patience, at(23 * 60))).toBe('comes');
    expect(judgeHeartbeat(seldom, patience, at(24 * 60))).toBe('missing');
    expect(judgeHeartbeat(seldom, { ...patience, exact: true }, at(15))).toBe('missing');
  });

  it('is not expected after one word alone, unless it is configured', () => {
    const once = { ...watchdog, gapSeconds: 0 };
    expect(judgeHeartbeat(once, patience, at(600))).toBe('not-expected');
    expect(judgeHeartbeat(once, { ...patience, expected: true }, at(600))).toBe('missing');
  });

  it('is waited for anew when nobody has listened', () => {
    const afterDowntime = { ...patience, listeningSince: at(600) };
    expect(judgeHeartbeat(watchdog, afterDowntime, at(614))).toBe('comes');
    expect(judgeHeartbeat(watchdog, afterDowntime, at(615))).toBe('missing');
  });

  it('that came from the future, before the clock was set back, is waited for from when it was', () => {
    const future = { ...watchdog, seenAt: at(600).toISOString() };
    const setBack = { ...patience, listeningSince: at(0) };
    expect(judgeHeartbeat(future, setBack, at(14))).toBe('comes');
    expect(judgeHeartbeat(future, setBack, at(15))).toBe('missing');
  });

  it('stays missing until it comes again', () => {
    const missing = { ...watchdog, missingSince: at(15).toISOString() };
    expect(judgeHeartbeat(missing, { ...patience, listeningSince: at(100) }, at(101))).toBe('missing');
    expect(judgeHeartbeat({ ...missing, seenAt: at(101).toISOString() }, patience, at(101))).toBe('comes');
  });

  it('is never missed within the grace after a start, whatever the clocks say', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e6, max: 1e6 }),
        fc.nat(899),
        fc.nat(86_400),
        (seen, since, gapSeconds) => {
          const heartbeat = { ...watchdog, seenAt: at(seen).toISOString(), gapSeconds };
          const now = new Date(at(0).getTime() + since * 1000);
          expect(judgeHeartbeat(heartbeat, { ...patience, listeningSince: at(0) }, now)).not.toBe('missing');
        },
      ),
    );
  });
});
