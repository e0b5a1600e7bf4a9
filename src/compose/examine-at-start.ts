import type { Logger } from 'pino';
import { wait } from '../adapters/system.ts';
import type { Config } from '../config.ts';
import { messageOf } from '../domain/message-of.ts';
import { examinations, type Surroundings } from './doctor.ts';
import { createExamine } from './examine.ts';

/** Asking a model costs money, and a pod may start often. */
const leftOut: ReadonlySet<string> = new Set(['models']);
/** What starts beside the service gets as long to come up. */
const delayMilliseconds = 15_000;

export interface StartOptions extends Surroundings {
  readonly logger: Logger;
  readonly delay?: number;
}

/** Logs what doctor finds a while after the start. Nothing waits for it, and nothing that it finds ends the service. */
export async function examineAtStart(
  config: Config,
  { environment, signal, logger, delay = delayMilliseconds }: StartOptions,
): Promise<void> {
  try {
    await wait(delay, signal);
    const checks = await createExamine((timeUp) =>
      examinations(config, { environment, signal: AbortSignal.any([timeUp, signal]) }).filter(
        ({ name }) => !leftOut.has(name),
      ),
    )();
    if (signal.aborted) return;
    const found = checks.filter(({ status }) => status === 'finding' || status === 'unreachable');
    for (const { name, status, message, mend } of found)
      logger.warn({ check: name, status, ...(mend === undefined ? {} : { mend }) }, `doctor: ${message}`);
    logger.info({ findings: found.length, looked: checks.length }, 'doctor has looked');
  } catch (cause) {
    if (!signal.aborted) logger.warn(`doctor could not look: ${messageOf(cause)}`);
  }
}
