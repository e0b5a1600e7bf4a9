import { messageOf } from '../domain/message-of.ts';
import type { Check } from '../doctor/check.ts';
import type { Examination } from './doctor.ts';

const milliseconds = 30_000;

/**
 * Runs what doctor looks at, all at once and within 30 s: what has not answered by then is told as such. Whoever asks
 * while it runs gets the same answer.
 */
export function createExamine(
  open: (signal: AbortSignal) => readonly Examination[],
  limit: number = milliseconds,
): () => Promise<readonly Check[]> {
  let running: Promise<readonly Check[]> | undefined;
  return () => {
    running ??= examineAll(open, limit).finally(() => {
      running = undefined;
    });
    return running;
  };
}

async function examineAll(
  open: (signal: AbortSignal) => readonly Examination[],
  limit: number,
): Promise<readonly Check[]> {
  const timeUp = new AbortController();
  const timer = setTimeout(() => timeUp.abort(), limit);
  try {
    const found = await Promise.all(open(timeUp.signal).map((each) => examine(each, timeUp.signal, limit)));
    return found.flat();
  } finally {
    clearTimeout(timer);
    timeUp.abort();
  }
}

async function examine(
  { name, run }: Examination,
  signal: AbortSignal,
  limit: number,
): Promise<readonly Check[]> {
  const late: Check = { name, status: 'unreachable', message: `no answer within ${limit / 1000} s` };
  const timedOut = new Promise<readonly Check[]>((resolve) => {
    signal.addEventListener('abort', () => resolve([late]), { once: true });
  });
  const checks = run().catch((cause: unknown): readonly Check[] => [
    signal.aborted ? late : { name, status: 'unreachable', message: messageOf(cause) },
  ]);
  return Promise.race([checks, timedOut]);
}
