import type { Clock } from '../ports/clock.ts';
import type { ClusterReader } from '../ports/cluster.ts';
import { getText, listText } from './request-text.ts';

export interface RememberingOptions {
  readonly clock: Clock;
  /** How long an answer is good for. */
  readonly milliseconds: number;
  /** Answers kept at most. */
  readonly most: number;
}

/**
 * A reader that asks the same question once in a short while: a hundred alerts of one storm name the same few objects.
 * Failures are not remembered. Logs are not: nobody asks for them twice.
 */
export function rememberingReader(cluster: ClusterReader, options: RememberingOptions): ClusterReader {
  const answers = new Map<string, { readonly until: number; readonly answer: Promise<unknown> }>();

  function once<T>(question: string, ask: () => Promise<T>): Promise<T> {
    const now = options.clock.now().getTime();
    const known = answers.get(question);
    if (known !== undefined && known.until > now) return known.answer as Promise<T>;
    if (answers.size >= options.most) answers.clear();
    const answer = ask();
    answers.set(question, { until: now + options.milliseconds, answer });
    answer.catch(() => answers.delete(question));
    return answer;
  }

  return {
    get: (ref) => once(getText(ref), () => cluster.get(ref)),
    list: (query) => once(`${listText(query)} limit ${query.limit ?? 'none'}`, () => cluster.list(query)),
    logs: (query) => cluster.logs(query),
  };
}
