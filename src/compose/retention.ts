import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Clock } from '../ports/clock.ts';
import { pruneExchanges } from '../store/prune-exchanges.ts';
import type { Schema } from '../store/schema.ts';

interface RetentionPorts {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly logger: Logger;
}

const everyMilliseconds = 60 * 60_000;
const dayMilliseconds = 24 * 60 * 60_000;

/** Deletes, at the start and every hour, what has been kept for long enough. */
export function startRetention(
  { db, clock, logger }: RetentionPorts,
  exchangeDays: number,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const prune = async () => {
    try {
      let more = true;
      while (more && !stopping.signal.aborted) {
        const now = clock.now();
        const endedBefore = new Date(now.getTime() - exchangeDays * dayMilliseconds);
        more = await pruneExchanges(db, { endedBefore, now });
      }
    } catch (cause) {
      logger.error({ err: cause }, 'old exchanges with models could not be deleted; tried again in an hour');
    }
  };
  let running = prune();
  const timer = setInterval(() => {
    running = running.then(prune);
  }, everyMilliseconds);
  timer.unref();
  return {
    async stop() {
      stopping.abort();
      clearInterval(timer);
      await running;
    },
  };
}
