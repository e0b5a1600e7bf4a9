import { request } from 'undici';
import type { z } from 'zod';
import { messageOf } from '../../domain/message-of.ts';
import { AlertSourceError } from '../../ports/alert-source.ts';

export interface GetOptions {
  readonly timeoutMilliseconds: number;
  readonly signal?: AbortSignal | undefined;
  /** Beside those that every request has; an `authorization` wins over a user and password in the address. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Of the answer; enough for every alert unless given. */
  readonly mostBytes?: number;
}

/** Memory is not Alertmanager's to fill: 20,000 alerts of 1 KiB are about this. */
const mostBytesOfAlerts = 32 * 1024 * 1024;

/** One GET, no redirect followed, its answer read by a schema. Throws `AlertSourceError` for whatever goes wrong. */
export async function getJson<S extends z.ZodType>(
  url: URL,
  schema: S,
  { timeoutMilliseconds, signal, headers = {}, mostBytes = mostBytesOfAlerts }: GetOptions,
): Promise<z.output<S>> {
  // A password in the address is for Alertmanager, not for the log.
  const shown = `${url.origin}${url.pathname}`;
  const deadline = AbortSignal.timeout(timeoutMilliseconds);
  try {
    const { username, password, href } = url;
    const { statusCode, body } = await request(href.replace(`${url.username}:${url.password}@`, ''), {
      signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
      headers: {
        accept: 'application/json',
        ...(username === '' ? {} : { authorization: basic(username, password) }),
        ...headers,
      },
    });
    const text = await bounded(body, mostBytes);
    if (statusCode !== 200) throw new AlertSourceError(`answered ${statusCode}`);
    const parsed = schema.safeParse(JSON.parse(text));
    if (!parsed.success) throw new AlertSourceError('the answer is not one of its API');
    return parsed.data;
  } catch (cause) {
    throw new AlertSourceError(`${shown}: ${messageOf(cause)}`);
  }
}

async function bounded(body: AsyncIterable<Uint8Array>, mostBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > mostBytes) throw new AlertSourceError(`the answer is longer than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function basic(username: string, password: string): string {
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}
