import type { Logger } from 'pino';
import { aboutOf } from '../domain/on-record.ts';
import { appendToLedger } from '../ledger/append.ts';
import { ChatError } from '../ports/chat.ts';
import { createSleepers } from '../response/sleepers.ts';
import { readIncident } from '../store/incidents.ts';
import {
  type BehindIncident,
  markFailed,
  nextBehind,
  type NoticeScope,
  readNoticeState,
  startNotices,
} from '../store/notices.ts';
import { type Delivered, deliver, type DeliverPorts } from './deliver.ts';

export interface NotifierPorts extends DeliverPorts {
  readonly logger: Logger;
  /** What became of a call: `posted`, `updated`, …, or the chat's word where it did not take it. */
  readonly observe: (result: Delivered | 'failed', code?: string) => void;
  /** Pauses; ends early when the signal is aborted. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

export interface NotifierPace {
  /** The least time between two calls, by the chat's limits. */
  readonly callMilliseconds: number;
  /** The longest sleep between two looks at the store. */
  readonly pollMilliseconds: number;
  /** How long after a failure it is tried again; doubles with each in a row. */
  readonly retryMilliseconds: number;
}

/** Shows incidents in a chat, until stopped. */
export interface Notifier {
  /** Something may have changed. */
  wake(): void;
  stop(): Promise<void>;
}

const longestPauseMilliseconds = 60_000;

/**
 * Shows every incident in the chat, the most urgent first, one call at a time. What is to be shown is read from the
 * incidents themselves: nothing has to be queued, so nothing can be lost while the chat is away, and what changed ten
 * times meanwhile is shown once.
 */
export async function startNotifier(ports: NotifierPorts, pace: NotifierPace): Promise<Notifier> {
  const { db, clock, logger } = ports;
  await startNotices(db, clock.now());
  const abort = new AbortController();
  const sleepers = createSleepers();
  let inARow = 0;

  const loop = async () => {
    while (!abort.signal.aborted) {
      const seen = sleepers.calls();
      try {
        const pause = await once();
        if (pause === 'idle') await sleepers.sleep(pace.pollMilliseconds, seen);
        else if (pause > 0) await ports.wait(pause, abort.signal).catch(() => undefined);
      } catch (cause) {
        logger.error({ err: cause }, 'the chat could not be brought up to date');
        await sleepers.sleep(pace.pollMilliseconds, sleepers.calls());
      }
    }
  };

  /** One call; gives how long to pause before the next. */
  const once = async (): Promise<number | 'idle'> => {
    const now = clock.now();
    const message = await nextBehind(db, 'message', now);
    const scope: NoticeScope = message === undefined ? 'thread' : 'message';
    const behind = message ?? (await nextBehind(db, 'thread', now));
    if (behind === undefined) return 'idle';
    try {
      const delivered = await deliver(behind, scope, ports);
      if (delivered === 'nothing') return 0;
      inARow = 0;
      ports.observe(delivered);
      return pace.callMilliseconds;
    } catch (cause) {
      if (!(cause instanceof ChatError)) throw cause;
      ports.observe('failed', cause.code);
      return await failed(behind, cause);
    }
  };

  const failed = async (behind: BehindIncident, error: ChatError): Promise<number> => {
    logger.warn({ incident: behind.id, code: error.code }, 'a message was not delivered');
    const pause = (failures: number) =>
      error.retryAfterMilliseconds ??
      Math.min(pace.retryMilliseconds * 2 ** Math.min(failures - 1, 16), longestPauseMilliseconds);
    if (error.kind === 'busy') return pause(1);
    await record(behind, error);
    if (error.kind !== 'refused') {
      // It is the chat or the set-up, not this incident: everybody waits.
      inARow += 1;
      return pause(inARow);
    }
    const { failures } = await readNoticeState(db, behind.id);
    const notBefore = new Date(clock.now().getTime() + pause(failures + 1));
    await markFailed(db, behind.id, { failures: failures + 1, failure: error.code, notBefore });
    return pace.callMilliseconds;
  };

  /** One trouble of one incident is on record once, however often it is tried. */
  const record = async (behind: BehindIncident, { code, message }: ChatError) => {
    const state = await readNoticeState(db, behind.id);
    const incident = state.failure === code ? undefined : await readIncident(db, behind.id);
    if (incident === undefined) return;
    const payload = { code, message, about: aboutOf(incident) };
    const event = { type: 'message.not-delivered', incident: incident.id, actor: 'firebreak', payload };
    await db.transaction().execute(async (transaction) => {
      await markFailed(transaction, incident.id, { ...state, failure: code, notBefore: clock.now() });
      await appendToLedger(transaction, [event], clock.now());
    });
  };

  const running = loop();
  return {
    wake: () => sleepers.wake(),
    async stop() {
      abort.abort();
      sleepers.wake();
      await running;
    },
  };
}
