import { z } from 'zod';
import { loadConfig, type Settings } from '../config.ts';
import { showInvisible } from '../evidence/text/visible-text.ts';
import { type CommandLine, type ExitCode, exitCodes, UsageError } from './command-line.ts';

export interface ServiceOptions {
  /** The service to ask; FIREBREAK_URL, or the one that the settings describe, unless given. */
  readonly url?: string;
  readonly config?: string;
}

/** What a service said. */
export type Answered<T> =
  | { readonly ok: true; readonly value: T }
  /** It has been told on stderr. */
  | { readonly ok: false; readonly code: ExitCode };

export interface ServiceClient {
  /** `path` below `/api/v1`. */
  ask<T>(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    schema: z.ZodType<T>,
    body?: unknown,
  ): Promise<Answered<T>>;
}

const waitMilliseconds = 10_000;
const serviceUrl = z.url({ protocol: /^https?$/u });
const problem = z.looseObject({
  code: z.string().optional(),
  title: z.string().optional(),
  detail: z.string().optional(),
});

/** A running service, asked by its API with the token of the settings. Throws `UsageError` where there is none. */
export function serviceClient(options: ServiceOptions, command: CommandLine): ServiceClient {
  const { environment } = command;
  const { settings } = loadConfig(environment, options.config ?? environment['FIREBREAK_CONFIG']);
  const { apiToken } = settings;
  if (apiToken === undefined) {
    throw new UsageError('FIREBREAK_API_TOKEN is not set: the service takes it from nobody else');
  }
  const url = serviceUrl.safeParse(options.url ?? environment['FIREBREAK_URL'] ?? urlOf(settings));
  if (!url.success) throw new UsageError('--url: not an address such as http://127.0.0.1:8080');
  const base = url.data;
  return {
    async ask(method, path, schema, body) {
      const answer = await send(new URL(`/api/v1${path}`, base), method, apiToken, body, command.signal);
      if (answer === undefined) {
        command.stderr(`no answer from ${base}: is the service running there?\n`);
        return { ok: false, code: exitCodes.unreachable };
      }
      const value = schema.safeParse(answer.body);
      if (answer.ok && value.success) return { ok: true, value: value.data };
      const { code, title, detail } = problem.safeParse(answer.body).data ?? {};
      const why = [title ?? `HTTP ${answer.status}`, ...(detail === undefined ? [] : [detail])].join(' ');
      command.stderr(showInvisible(`${base} refused: ${why} (${code ?? 'no code'})\n`));
      return { ok: false, code: exitCodes.finding };
    },
  };
}

/** A service that listens everywhere listens here too. */
function urlOf({ host, port }: Pick<Settings, 'host' | 'port'>): string {
  const here = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${here.includes(':') ? `[${here}]` : here}:${port}`;
}

interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly body: unknown;
}

/** Undefined where nobody answered. No redirect is followed: the token is for this service alone. */
async function send(
  url: URL,
  method: string,
  token: string,
  body: unknown,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  try {
    const response = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(waitMilliseconds)]),
    });
    const answer = (await response.json().catch(() => undefined)) as unknown;
    return { ok: response.ok, status: response.status, body: answer };
  } catch {
    return undefined;
  }
}
