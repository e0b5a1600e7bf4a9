import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Logger } from 'pino';
import type { SocketModeClient } from '@slack/socket-mode';
import type { JsonObject } from '../../domain/objects.ts';
import type { Clock } from '../../ports/clock.ts';
import { slackLogger } from './api.ts';

export interface SocketOptions {
  readonly appToken: string;
  readonly apiUrl?: string;
  readonly connections: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Acknowledged once it resolves; if it rejects, Slack shows the person an error. */
  readonly answer: (payload: unknown) => Promise<JsonObject | undefined>;
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** How long after a lost connection the next is tried; doubles with each failure in a row. */
  readonly retryMilliseconds: number;
}

export interface SocketHealth {
  readonly connected: number;
  /** When any connection last heard Slack's pong; absent until the first. */
  readonly lastPong?: Date;
}

export interface SocketConnections {
  health(): SocketHealth;
  stop(): Promise<void>;
}

const longestPauseMilliseconds = 30_000;
const helloMilliseconds = 15_000;

/**
 * Socket Mode over several connections, so that Slack can renew one while the other listens. Slack gives each event to
 * one of them. Lost ones are opened again here, not by the SDK: its own attempts end where Slack cannot be reached.
 * https://docs.slack.dev/apis/events-api/using-socket-mode#multiple-connections
 */
export function openSocketConnections(options: SocketOptions): SocketConnections {
  const abort = new AbortController();
  const open = new Set<SocketModeClient>();
  let lastPong: Date | undefined;
  // The SDK sends pings and drops a connection without pongs, but keeps when it heard them to itself.
  const heard = () => {
    lastPong = options.clock.now();
  };
  subscribe(pongChannel, heard);

  const keep = async () => {
    let failures = 0;
    while (!abort.signal.aborted) {
      const connection = await connect(options, abort.signal).catch((cause: unknown) => {
        options.logger.warn({ err: cause }, 'no Socket Mode connection to Slack');
        return undefined;
      });
      if (connection !== undefined) {
        failures = 0;
        open.add(connection.client);
        await connection.ended;
        open.delete(connection.client);
      } else failures += 1;
      const pause = Math.min(
        options.retryMilliseconds * 2 ** Math.min(failures, 10),
        longestPauseMilliseconds,
      );
      await options.wait(pause, abort.signal).catch(() => undefined);
    }
  };
  const running = Array.from({ length: options.connections }, keep);
  return {
    health: () => ({ connected: open.size, ...(lastPong === undefined ? {} : { lastPong }) }),
    async stop() {
      abort.abort();
      await Promise.all(running);
      unsubscribe(pongChannel, heard);
    },
  };
}

const pongChannel = 'undici:websocket:pong';

/** Resolves once Slack has said hello; `ended` once the connection is lost, or closed because of the signal. */
async function connect(options: SocketOptions, signal: AbortSignal) {
  const { SocketModeClient, LogLevel } = await import('@slack/socket-mode');
  const { appToken, apiUrl, logger } = options;
  const client = new SocketModeClient({
    appToken,
    autoReconnectEnabled: false,
    logger: slackLogger(logger, LogLevel.WARN),
    clientOptions: {
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: helloMilliseconds,
      ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/` }),
    },
  });
  client.on('interactive', (event: { body: unknown; ack: (answer?: JsonObject) => Promise<void> }) => {
    void acknowledge(event, options);
  });
  const ended = new Promise<void>((resolve) => client.once('disconnected', () => resolve()));
  const close = () => closeClient(client, ended);
  const late = setTimeout(close, helloMilliseconds);
  signal.addEventListener('abort', close, { once: true });
  void ended.then(() => signal.removeEventListener('abort', close));
  try {
    await client.start();
    // An end that came before there was a connection has closed nothing.
    if (signal.aborted) close();
    return { client, ended };
  } finally {
    clearTimeout(late);
  }
}

const goodbyeMilliseconds = 2_000;

/** The SDK waits half a minute for Slack's goodbye; told a second time, it waits no longer. */
function closeClient(client: SocketModeClient, ended: Promise<void>): void {
  void client.disconnect();
  const again = setTimeout(() => void client.disconnect(), goodbyeMilliseconds);
  void ended.then(() => clearTimeout(again));
}

async function acknowledge(
  { body, ack }: { readonly body: unknown; readonly ack: (answer?: JsonObject) => Promise<void> },
  { answer, logger }: SocketOptions,
): Promise<void> {
  try {
    await ack(await answer(body));
  } catch (cause) {
    logger.error({ err: cause }, 'a Slack interaction was not acknowledged');
  }
}
