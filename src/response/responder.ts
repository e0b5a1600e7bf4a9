import { type CorrelatePorts, correlateWaiting } from '../intake/correlate.ts';
import { nextDueAt } from '../store/claims.ts';
import { freeLeases } from '../store/free-leases.ts';
import { createSleepers } from './sleepers.ts';
import { pauseAfterCrash, type WorkerPorts, workOnce } from './worker.ts';

export interface ResponderOptions {
  /** Incidents worked on at once: what bounds requests to the model and to the API server. */
  readonly workers: number;
  /** The longest sleep between two looks at the store; what comes in, and what falls due, ends it sooner. */
  readonly pollMilliseconds: number;
}

/** The running response: correlation and workers, until stopped. */
export interface Responder {
  /** Something is due now. */
  wake(): void;
  /** Lets the stages that run finish, and starts no other. */
  stop(): Promise<void>;
}

/** Starts correlation and workers. What a dead process held is free again: the data folder is ours alone. */
export async function startResponder(
  ports: WorkerPorts & { readonly correlate: CorrelatePorts },
  options: ResponderOptions,
): Promise<Responder> {
  await freeLeases(ports.db, ports.clock.now(), (tries) => pauseAfterCrash(tries, ports.retryMilliseconds));
  const abort = new AbortController();
  const sleepers = createSleepers();
  const untilDue = async () => {
    const now = ports.clock.now();
    const due = await nextDueAt(ports.db, now);
    const wait = due === undefined ? options.pollMilliseconds : due.getTime() - now.getTime();
    return Math.min(Math.max(wait, 1), options.pollMilliseconds);
  };
  const loop = async (work: () => Promise<boolean>, pause: () => number | Promise<number>) => {
    while (!abort.signal.aborted) {
      const seen = sleepers.calls();
      try {
        if (await work()) continue;
        await sleepers.sleep(await pause(), seen);
      } catch (cause) {
        // The store itself failed: nothing is lost, the next look tries again.
        ports.logger.error({ err: cause }, 'the store could not be used');
        await sleepers.sleep(options.pollMilliseconds, sleepers.calls());
      }
    }
  };
  const correlate = async () => {
    const changed = await correlateWaiting(ports.correlate);
    for (const incident of changed) ports.changed(incident);
    if (changed.length > 0) sleepers.wake();
    return changed.length > 0;
  };
  const work = (name: string) => async () => {
    const worked = await workOnce(name, ports, abort.signal);
    // A step may have closed an incident whose late alerts need another.
    if (worked) sleepers.wake();
    return worked;
  };
  const loops = [
    loop(correlate, () => options.pollMilliseconds),
    ...Array.from({ length: options.workers }, (_none, index) => loop(work(`worker-${index + 1}`), untilDue)),
  ];
  return {
    wake: () => sleepers.wake(),
    async stop() {
      abort.abort();
      sleepers.wake();
      await Promise.all(loops);
    },
  };
}
