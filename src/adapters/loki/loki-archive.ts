import { z } from 'zod';
import { messageOf } from '../../domain/message-of.ts';
import { type ArchivedLog, type LogArchive, LogArchiveError } from '../../ports/log-archive.ts';
import { getJson } from '../alertmanager/get-json.ts';
import { logSelector } from './log-selector.ts';

export interface LokiOptions {
  /** With its path prefix where it has one; a user and password in it become basic authentication. */
  readonly url: string;
  /** Wins over a user and password in the address. */
  readonly bearerToken?: string | undefined;
  /** The tenant, where Loki has several. */
  readonly orgId?: string | undefined;
  /** For one request, the answer included. */
  readonly timeoutMilliseconds: number;
}

/** Loki takes lines of up to 256 KiB; a container that writes such lines is not worth more memory than this. */
const mostBytes = 8 * 1024 * 1024;
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

/** Loki's HTTP API. https://grafana.com/docs/loki/latest/reference/loki-http-api/#query-logs-within-a-range-of-time */
export function lokiArchive({ url, bearerToken, orgId, timeoutMilliseconds }: LokiOptions): LogArchive {
  const headers = {
    ...(bearerToken === undefined ? {} : { authorization: `Bearer ${bearerToken}` }),
    ...(orgId === undefined ? {} : { 'x-scope-orgid': orgId }),
  };
  return {
    async read(query, signal) {
      const address = new URL(url);
      address.pathname = `${address.pathname.replace(/\/+$/u, '')}/loki/api/v1/query_range`;
      const parameters = {
        query: logSelector(query),
        start: nanoseconds(query.from),
        end: nanoseconds(query.to),
        limit: `${query.lines}`,
        direction: 'backward',
      };
      for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
      try {
        const { data } = await getJson(address, answer, { timeoutMilliseconds, signal, headers, mostBytes });
        return byContainer(data.result);
      } catch (cause) {
        throw new LogArchiveError(messageOf(cause), { cause });
      }
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
