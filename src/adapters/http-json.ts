import { request } from 'undici';
import type { z } from 'zod';
import { messageOf } from '../domain/message-of.ts';

export interface HttpJsonOptions {
  readonly timeoutMilliseconds: number;
  readonly signal?: AbortSignal | undefined;
  /** Beside those that every request has; an `authorization` wins over a user and password in the address. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Of the answer; enough for every alert of Alertmanager unless given. */
  readonly mostBytes?: number;
}

/** No answer, another status than 200, or an answer that is none of the API's. Names the address without its password. */
export class HttpJsonError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'HttpJsonError';
  }
}

/** Memory is not the other side's to fill: 20,000 alerts of 1 KiB are about this. */
const mostBytesOfAlerts = 32 * 1024 * 1024;

/** One GET, no redirect followed, its answer read by a schema. Throws `HttpJsonError` for whatever goes wrong. */
export async function getJson<S extends z.ZodType>(
  url: URL,
  schema: S,
  options: HttpJsonOptions,
): Promise<z.output<S>> {
  return await explained(url, async () => {
    const parsed = schema.safeParse(JSON.parse(await answerTo('GET', url, undefined, options)));
    if (!parsed.success) throw new HttpJsonError('the answer is not one of its API');
    return parsed.data;
  });
}

/** The same with a POST whose answer is not looked at. */
export async function postJson(url: URL, body: unknown, options: HttpJsonOptions): Promise<void> {
  await explained(url, () => answerTo('POST', url, JSON.stringify(body), options));
}

async function answerTo(
  method: 'GET' | 'POST',
  { username, password, href }: URL,
  content: string | undefined,
  { timeoutMilliseconds, signal, headers = {}, mostBytes = mostBytesOfAlerts }: HttpJsonOptions,
): Promise<string> {
  const deadline = AbortSignal.timeout(timeoutMilliseconds);
  const { statusCode, body } = await request(href.replace(`${username}:${password}@`, ''), {
    method,
    signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
    headers: {
      accept: 'application/json',
      ...(content === undefined ? {} : { 'content-type': 'application/json' }),
      ...(username === '' ? {} : { authorization: basic(username, password) }),
      ...headers,
    },
    ...(content === undefined ? {} : { body: content }),
  });
  const text = await bounded(body, mostBytes);
  if (statusCode !== 200) throw new HttpJsonError(`answered ${statusCode}`);
  return text;
}

/** A password in the address is for the other side, not for the log. */
async function explained<T>({ origin, pathname }: URL, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    throw new HttpJsonError(`${origin}${pathname}: ${messageOf(cause)}`, { cause });
  }
}

async function bounded(body: AsyncIterable<Uint8Array>, mostBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > mostBytes) throw new HttpJsonError(`the answer is longer than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function basic(username: string, password: string): string {
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}
