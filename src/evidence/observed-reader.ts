import type { ClusterReader } from '../ports/cluster.ts';
import { ClusterError } from '../ports/cluster.ts';
import { LookError } from './look-error.ts';
import { getText, listText, logText } from './request-text.ts';

export interface ObservedReader {
  readonly cluster: ClusterReader;
  /** API calls made so far; an answer that was remembered costs none. */
  calls(): number;
}

/**
 * A reader for one investigation: the same question is asked once, calls are counted against a budget, and the signal
 * ends a wait. Every failure is a `LookError`; whatever is no `ClusterError` passes through.
 */
export function observedReader(
  cluster: ClusterReader,
  maxCalls: number,
  signal: AbortSignal,
): ObservedReader {
  const answers = new Map<string, Promise<unknown>>();
  const aborted = abortion(signal);
  let calls = 0;

  async function ask<T>(source: string, read: () => Promise<T>): Promise<T> {
    if (signal.aborted) throw new LookError('aborted', source, 'time is up');
    if (calls >= maxCalls) throw new LookError('budget', source, `${maxCalls} API calls are used up`);
    calls += 1;
    try {
      return await Promise.race([read(), aborted]);
    } catch (error) {
      if (error instanceof ClusterError)
        throw new LookError(error.code, source, error.message, { cause: error });
      throw error;
    }
  }

  function once<T>(source: string, read: () => Promise<T>, detail = ''): Promise<T> {
    const key = `${source} ${detail}`;
    const answer = (answers.get(key) as Promise<T> | undefined) ?? ask(source, read);
    answers.set(key, answer);
    return answer;
  }

  return {
    cluster: {
      get: (ref) => once(getText(ref), () => cluster.get(ref)),
      list: (query) => once(listText(query), () => cluster.list(query), `limit ${query.limit ?? 'none'}`),
      logs: (query) =>
        once(logText(query), () => cluster.logs(query), `${query.tailLines} lines ${query.limitBytes} bytes`),
    },
    calls: () => calls,
  };
}

/** Rejects when the signal aborts; one listener serves every read of the investigation. */
function abortion(signal: AbortSignal): Promise<never> {
  const aborted = new Promise<never>((_resolve, reject) => {
    const stop = () => {
      reject(new LookError('aborted', 'the investigation', 'time is up'));
    };
    signal.addEventListener('abort', stop, { once: true });
  });
  // An abort while nothing is being read is nobody's error.
  aborted.catch(() => undefined);
  return aborted;
}
