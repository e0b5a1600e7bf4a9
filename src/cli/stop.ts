import { z } from 'zod';
import { loadConfig, type Settings } from '../config.ts';
import { showInvisible } from '../evidence/text/visible-text.ts';
import { type CommandLine, type ExitCode, exitCodes, UsageError } from './command-line.ts';

export interface StopOptions {
  /** The service to stop; the one that the settings describe unless given. */
  readonly url?: string;
  readonly config?: string;
  readonly release: boolean;
  readonly json: boolean;
}

const waitMilliseconds = 10_000;
const serviceUrl = z.url({ protocol: /^https?$/u });
const stopped = z.object({ stopped: z.boolean() });
const problem = z.looseObject({ code: z.string().optional(), detail: z.string().optional() });

/** `firebreak stop`: pulls the stop switch of a running service, or releases it, by its API. */
export async function stop(options: StopOptions, command: CommandLine): Promise<ExitCode> {
  const { settings } = loadConfig(
    command.environment,
    options.config ?? command.environment['FIREBREAK_CONFIG'],
  );
  const { apiToken } = settings;
  if (apiToken === undefined)
    throw new UsageError('FIREBREAK_API_TOKEN is not set: the service takes it from nobody else');
  const url = serviceUrl.safeParse(options.url ?? urlOf(settings));
  if (!url.success) throw new UsageError(`--url: not an address such as http://127.0.0.1:8080`);
  const answer = await ask(url.data, apiToken, options.release, command.signal);
  if (answer === undefined) {
    command.stderr(`no answer from ${url.data}: is the service running there?\n`);
    return exitCodes.unreachable;
  }
  const state = stopped.safeParse(answer.body);
  if (!answer.ok || !state.success) {
    const { code, detail } = problem.safeParse(answer.body).data ?? {};
    command.stderr(
      showInvisible(`${url.data} refused: ${detail ?? `HTTP ${answer.status}`} (${code ?? 'no code'})\n`),
    );
    return exitCodes.finding;
  }
  command.stdout(options.json ? `${JSON.stringify(state.data)}\n` : textOf(state.data.stopped));
  return exitCodes.ok;
}

function textOf(isStopped: boolean): string {
  return isStopped
    ? 'the stop switch is on: nothing is written until firebreak stop --release\n'
    : 'the stop switch is off\n';
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
async function ask(
  url: string,
  token: string,
  release: boolean,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  try {
    const response = await fetch(new URL('/api/v1/stop', url), {
      method: release ? 'DELETE' : 'POST',
      headers: { authorization: `Bearer ${token}` },
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(waitMilliseconds)]),
    });
    const body = (await response.json().catch(() => undefined)) as unknown;
    return { ok: response.ok, status: response.status, body };
  } catch {
    return undefined;
  }
}
