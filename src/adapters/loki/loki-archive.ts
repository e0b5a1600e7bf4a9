import { z } from 'zod';
import type { ArchivedLog, LogArchive } from '../../ports/log-archive.ts';
import { askLoki, type LokiOptions } from './ask-loki.ts';
import { logSelector } from './log-selector.ts';

/** As much as is asked of a kubelet for one log. */
const mostCharacters = 64 * 1024;

/** An entry may have a third member, its structured metadata. */
const entry = z.tuple([z.string().regex(/^\d{1,20}$/u), z.string()]).rest(z.unknown());
type Entry = z.output<typeof entry>;
const answer = z.object({
  data: z.object({
    resultType: z.literal('streams'),
    result: z.array(z.object({ stream: z.record(z.string(), z.string()), values: z.array(entry) })),
  }),
});

/** https://grafana.com/docs/loki/latest/reference/loki-http-api/#query-logs-within-a-range-of-time */
export function lokiArchive(options: LokiOptions): LogArchive {
  return {
    async read(query, signal) {
      const parameters = {
        query: logSelector(query),
        start: nanoseconds(query.from),
        end: nanoseconds(query.to),
        limit: `${query.lines}`,
        direction: 'backward',
      };
      const { data } = await askLoki(options, 'query_range', parameters, answer, signal);
      return byContainer(data.result);
    },
  };
}

/** Output and error output, and levels that were parsed, are streams of their own: a container's are put together. */
function byContainer(
  streams: readonly {
    readonly stream: Readonly<Record<string, string>>;
    readonly values: readonly Entry[];
  }[],
): readonly ArchivedLog[] {
  const containers = new Map<string, { pod: string; container: string; entries: readonly Entry[] }>();
  for (const { stream, values } of streams) {
    const { pod = '', container = '' } = stream;
    const key = `${pod} ${container}`;
    const entries = [...(containers.get(key)?.entries ?? []), ...values];
    containers.set(key, { pod, container, entries });
  }
  return [...containers.values()].map(({ pod, container, entries }) => ({
    pod,
    container,
    text: newestText(entries.toSorted(byTime).map(([, line]) => line)),
  }));
}

/** Nanoseconds since 1970 are more than a number holds. */
function byTime([one]: Entry, [other]: Entry): number {
  const difference = BigInt(one) - BigInt(other);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Whole lines only: part of a line could hold a part of a secret that no pattern knows. */
function newestText(lines: readonly string[]): string {
  let room = mostCharacters;
  const kept = lines.toReversed().filter((line) => {
    room -= line.length + 1;
    return room >= 0;
  });
  return kept.toReversed().join('\n');
}

function nanoseconds(time: Date): string {
  return `${time.getTime()}000000`;
}
