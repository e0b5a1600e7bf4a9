import { describe, expect, it } from 'vitest';
import type { Examination } from './doctor.ts';
import { createExamine } from './examine.ts';

const ok: Examination = {
  name: 'webhook',
  run: async () => [{ name: 'webhook', status: 'ok', message: 'needs a token' }],
};
const never: Examination = { name: 'cluster', run: () => new Promise(() => {}) };
const broken: Examination = {
  name: 'slack',
  run: async () => {
    throw new Error('getaddrinfo ENOTFOUND');
  },
};

describe('what doctor finds for the page', () => {
  it('comes in order and in time, whatever does not answer', async () => {
    const examine = createExamine(() => [never, broken, ok], 20);
    expect(await examine()).toEqual([
      { name: 'cluster', status: 'unreachable', message: 'no answer within 0.02 s' },
      { name: 'slack', status: 'unreachable', message: 'getaddrinfo ENOTFOUND' },
      { name: 'webhook', status: 'ok', message: 'needs a token' },
    ]);
  });

  it('is looked up once for all who ask at the same time, and afresh for whoever asks later', async () => {
    let opened = 0;
    const examine = createExamine(() => {
      opened += 1;
      return [ok];
    });
    await Promise.all([examine(), examine()]);
    expect(opened).toBe(1);
    await examine();
    expect(opened).toBe(2);
  });

  it('tells what still looks that it can stop', async () => {
    const signals: AbortSignal[] = [];
    await createExamine((signal) => {
      signals.push(signal);
      return [never];
    }, 5)();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });
});
