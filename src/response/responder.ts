import { type CorrelatePorts, correlateWaiting } from '../intake/correlate.ts';
import { freeLeases } from '../store/claims.ts';
import { type WorkerPorts, workOnce } from './worker.ts';

export interface ResponderOptions {
  readonly workers: number;
  /** The longest sleep between two looks at the store; what comes in wakes it sooner. */
  readonly pollMilliseconds: number;
}

/** The running response: correlation and workers, until stopped. */
export interface Responder {
  /** Something is due now. */
  wake(): void;
  /** Lets the stages that run finish, and starts no other. */
  stop(): Promise<void>;
}

/** Starts correlation and workers. What a dead process held is free again at once: the data folder is ours alone. */
export async function startResponder(
  ports: WorkerPorts & { readonly correlate: CorrelatePorts },
  options: ResponderOptions,
): Promise<Responder> {
  await freeLeases(ports.db);
  const abort = new AbortController();
  const sleepers = new Set<() => void>();
  const wake = () => {
    for (const end of sleepers) end();
  };
  const sleep = () =>
    new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        sleepers.delete(end);
        resolve();
      };
      const timer = setTimeout(end, options.pollMilliseconds);
      sleepers.add(end);
    });
  const loop = async (work: () => Promise<boolean>) => {
    while (!abort.signal.aborted) {
      const worked = await work().catch((cause: unknown) => {
        // The store itself failed: nothing is lost, the next look tries again.
        ports.logger.error({ err: cause }, 'the store could not be used');
        return false;
      });
      if (!worked && !abort.signal.aborted) await sleep();
    }
  };
  const correlate = async () => {
    const changed = await correlateWaiting(ports.correlate);
    for (const incident of changed) ports.changed(incident);
    if (changed.length > 0) wake();
    return changed.length > 0;
  };
  const work = (name: string) => async () => workOnce(name, ports, abort.signal);
  const loops = [
    loop(correlate),
    ...Array.from({ length: options.workers }, (_none, index) => loop(work(`worker-${index + 1}`))),
  ];
  return {
    wake,
    async stop() {
      abort.abort();
      wake();
      await Promise.all(loops);
    },
  };
}
