import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  readonly what: string;
  readonly timeoutMs?: number;
  readonly everyMs?: number;
  /** Throws where waiting on has no sense, such as a program that has ended; that error ends the wait at once. */
  readonly stillPossible?: () => void;
}

/** Asks again until the probe answers with something other than undefined or false; a throwing probe counts as "not yet". */
export async function waitFor<T>(
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  { what, timeoutMs = 20_000, everyMs = 100, stillPossible }: WaitOptions,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let lastError: unknown;
  for (;;) {
    stillPossible?.();
    try {
      const answer = await probe();
      if (answer !== undefined && answer !== false) return answer;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (Date.now() > deadline) break;
    await sleep(everyMs);
  }
  const reason = lastError instanceof Error ? `: ${lastError.message}` : '';
  throw new Error(`gave up after ${timeoutMs} ms waiting for ${what}${reason}`, { cause: lastError });
}
