import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { isOfCluster } from '../../domain/alert.ts';
import { type Heartbeat, judgeHeartbeat } from '../../domain/heartbeat.ts';
import { type AlertLabels, type AlertSource, AlertSourceError } from '../../ports/alert-source.ts';
import type { Clock } from '../../ports/clock.ts';
import { expectHeartbeat, hearHeartbeat, readHeartbeats } from '../../store/heartbeats.ts';
import type { Schema } from '../../store/schema.ts';
import { endMissing, raiseMissing } from './missing-heartbeat.ts';

export interface HeartbeatWatchOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly clusterName: string;
  readonly names: readonly string[];
  /** The names were configured: they are expected even before they were seen. */
  readonly namesGiven: boolean;
  readonly patienceSeconds: number;
  /** The patience was configured: it holds however seldom a heartbeat used to come. */
  readonly patienceGiven: boolean;
  /** Asked for heartbeats instead of waiting for notifications, which come when Alertmanager repeats itself. */
  readonly alertSource?: AlertSource;
  /** Labels that name the Prometheus that a heartbeat comes from. */
  readonly locate: (heartbeat: AlertLabels) => Promise<AlertLabels>;
  readonly pollMilliseconds: number;
  readonly observe: (heartbeats: readonly Heartbeat[], now: Date) => void;
  /** An alert was raised (no incident yet), or these incidents have something new to look at. */
  readonly changed: (incidents: readonly string[]) => void;
}

export interface HeartbeatWatch {
  /** Since when heartbeats could be heard without a break. */
  listeningSince(): Date;
  look(): Promise<void>;
  stop(): Promise<void>;
}

/** A clock that moves by so much more or less than the pause between two looks was set, or the machine slept. */
const jumpMilliseconds = 60_000;

/** The dead man's switch: raises an alert of its own where one that should always fire has stayed away. */
export function watchHeartbeats(options: HeartbeatWatchOptions): HeartbeatWatch {
  const { db, clock, logger, names, alertSource } = options;
  let listeningSince = clock.now();
  let lastLook = listeningSince;
  let begun = false;
  let running: Promise<void> = Promise.resolve();

  const noticeJump = (now: Date) => {
    const passed = now.getTime() - lastLook.getTime();
    if (passed < 0 || passed > options.pollMilliseconds + jumpMilliseconds) listeningSince = now;
    lastLook = now;
  };

  const ask = async (now: Date) => {
    if (alertSource === undefined) return;
    try {
      const firing = await alertSource.firing(names);
      const ours = firing.filter(
        (labels) => names.includes(labels['alertname'] ?? '') && isOfCluster({ labels }, options.clusterName),
      );
      for (const labels of ours) {
        await db.transaction().execute((tx) => hearHeartbeat(tx, labels, now, listeningSince));
      }
    } catch (cause) {
      if (!(cause instanceof AlertSourceError)) throw cause;
      logger.warn({ err: cause }, 'Alertmanager cannot be asked for its heartbeats');
    }
  };

  const judge = async (heartbeat: Heartbeat, now: Date) => {
    const judged = judgeHeartbeat(
      heartbeat,
      {
        seconds: options.patienceSeconds,
        exact: options.patienceGiven,
        expected: options.namesGiven || alertSource !== undefined,
        listeningSince,
      },
      now,
    );
    const wasMissing = heartbeat.missingSince !== undefined;
    if (judged === 'missing' && !wasMissing) {
      await raiseMissing(db, heartbeat, await options.locate(heartbeat.labels), now);
      logger.error({ heartbeat: heartbeat.key, lastSeen: heartbeat.seenAt }, 'a heartbeat is missing');
      options.changed([]);
    }
    if (judged === 'comes' && wasMissing) options.changed(await endMissing(db, heartbeat, now));
  };

  const look = async () => {
    const now = clock.now();
    noticeJump(now);
    if (!begun && options.namesGiven) {
      for (const name of names) await expectHeartbeat(db, name, now);
    }
    begun = true;
    await ask(now);
    const watched = (await readHeartbeats(db)).filter(({ name }) => names.includes(name));
    for (const heartbeat of watched) await judge(heartbeat, now);
    options.observe(watched, now);
  };
  const lookInTurn = () => {
    running = running.then(look).catch((cause: unknown) => {
      logger.error({ err: cause }, 'the heartbeats could not be looked at');
    });
    return running;
  };
  const timer = setInterval(() => void lookInTurn(), options.pollMilliseconds);
  void lookInTurn();
  return {
    listeningSince: () => listeningSince,
    look: lookInTurn,
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
