import { setTimeout as sleep } from 'node:timers/promises';
import type { Alertmanager } from '../../parts/alertmanager.ts';
import type { ControlPlane } from '../../parts/control-plane.ts';
import type { People } from './people.ts';
import { startOom, startStaleJob } from './troubles.ts';

/** So many things go wrong at once, each anew as soon as the one before is over. */
export interface TroubleMakers {
  readonly started: () => number;
  /** Starts nothing more, and resolves when what has started is over. */
  finish(): Promise<void>;
}

export interface TroubleMakerOptions {
  readonly cluster: ControlPlane;
  readonly alertmanagers: readonly Alertmanager[];
  readonly people: People;
  readonly namespaces: readonly string[];
  readonly atOnce: number;
}

const hour = 3_600_000;

export function startTroubleMakers(options: TroubleMakerOptions): TroubleMakers {
  const { cluster, alertmanagers, people, namespaces, atOnce } = options;
  let started = 0;
  const finishing = new AbortController();

  const oneTrouble = async (): Promise<void> => {
    started += 1;
    const number = started;
    const namespace = namespaces[number % namespaces.length] ?? 'default';
    const isJob = number % 3 === 0;
    const { name, alert, clean } = isJob
      ? await startStaleJob(cluster, namespace, `backup-${number}`)
      : await startOom(cluster, namespace, `scraper-${number}`);
    const startsAt = new Date().toISOString();
    const tell = (endsAt: number) =>
      Promise.all(
        alertmanagers.map((each) =>
          each.postAlerts([{ ...alert, startsAt, endsAt: new Date(endsAt).toISOString() }]),
        ),
      );
    await tell(Date.now() + hour);
    while (!people.closed.has(name)) await sleep(300);
    await tell(Date.now());
    await clean();
  };

  const work = async (): Promise<void> => {
    while (!finishing.signal.aborted) await oneTrouble();
  };
  const working = Promise.all(Array.from({ length: atOnce }, work));
  // Awaited by `finish`; a failure before that must not end the process.
  working.catch(() => undefined);
  return {
    started: () => started,
    async finish() {
      finishing.abort();
      await working;
    },
  };
}
