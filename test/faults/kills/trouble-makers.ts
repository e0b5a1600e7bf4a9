import { setTimeout as sleep } from 'node:timers/promises';
import type { Alertmanager } from '../../parts/alertmanager.ts';
import { incidentDetailSchema } from '../../../src/http/api/schemas/incident-detail.ts';
import type { ControlPlane } from '../../parts/control-plane.ts';
import type { KillableService } from './killable-service.ts';
import type { Operator } from './operator.ts';
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
  readonly people: Pick<People, 'closed'>;
  readonly operator: Pick<Operator, 'undo'>;
  readonly service: Pick<KillableService, 'api'>;
  readonly namespaces: readonly string[];
  readonly atOnce: number;
}

const hour = 3_600_000;
/** One fix in so many is undone. */
const undoOneIn = 4;

async function untilDefined<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(300);
  }
}

export function startTroubleMakers(options: TroubleMakerOptions): TroubleMakers {
  const { cluster, alertmanagers, people, operator, service, namespaces, atOnce } = options;
  let started = 0;
  const finishing = new AbortController();

  const closedAgain = async (incident: string): Promise<boolean> => {
    const { json } = await service.api('GET', `/incidents/${incident}`);
    return incidentDetailSchema.parse(json).state === 'closed';
  };

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
    const incident = await untilDefined(() => people.closed.get(name));
    if (number % undoOneIn === 0) {
      await operator.undo(incident);
      await untilDefined(() =>
        closedAgain(incident).then(
          (is) => is || undefined,
          () => undefined,
        ),
      );
    }
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
