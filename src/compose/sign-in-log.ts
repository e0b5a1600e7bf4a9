import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { RefusedSignIn, SignInLog } from '../http/auth/sign-in-log.ts';
import { appendToLedger } from '../ledger/append.ts';
import type { LedgerEvent } from '../ledger/entry.ts';
import { RefusedSignIns } from '../ledger/refused-sign-ins.ts';
import type { Clock } from '../ports/clock.ts';
import type { Schema } from '../store/schema.ts';

interface SignInLogPorts {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly observe: (attempt: RefusedSignIn) => void;
  /** How long attempts are summed up after the first; five minutes unless told. */
  readonly milliseconds?: number;
}

const sumMilliseconds = 5 * 60_000;

/**
 * Refused sign-ins in the ledger: the first at once, and what follows within five minutes as one sum, so that a flood
 * makes a dozen entries an hour.
 */
export function startSignInLog({
  db,
  clock,
  logger,
  observe,
  milliseconds = sumMilliseconds,
}: SignInLogPorts): SignInLog & { stop(): Promise<void> } {
  let sum: RefusedSignIns | undefined;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const append = async (before: Promise<void>, event: LedgerEvent, at: Date) => {
    await before;
    try {
      await db.transaction().execute((transaction) => appendToLedger(transaction, [event], at));
    } catch (cause) {
      logger.error({ err: cause, refused: event.payload }, 'refused sign-ins could not be put on record');
    }
  };
  const write = (refused: RefusedSignIns) => {
    const now = clock.now();
    writing = append(writing, refused.event(now), now);
  };
  const next = () => {
    const ended = sum;
    sum = undefined;
    if (ended === undefined || ended.isEmpty) return;
    write(ended);
    open();
  };
  const open = () => {
    sum = new RefusedSignIns(clock.now());
    timer = setTimeout(next, milliseconds);
    timer.unref();
  };
  return {
    refused(attempt) {
      observe(attempt);
      if (sum !== undefined) {
        sum.add(attempt);
        return;
      }
      const first = new RefusedSignIns(clock.now());
      first.add(attempt);
      write(first);
      open();
    },
    async stop() {
      clearTimeout(timer);
      if (sum !== undefined && !sum.isEmpty) write(sum);
      sum = undefined;
      await writing;
    },
  };
}
