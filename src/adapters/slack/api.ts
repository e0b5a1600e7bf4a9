import type { Logger } from 'pino';
import type { LogLevel, WebClient } from '@slack/web-api';
import { ChatError, type ChatErrorKind } from '../../ports/chat.ts';

export interface SlackApiOptions {
  readonly token: string;
  /** Where the Web API is; Slack's own unless given. */
  readonly apiUrl?: string;
  readonly logger: Logger;
  /** How long an answer may take; 10 s unless told. */
  readonly timeoutMilliseconds?: number;
}

/** Slack's Web API, without retries of its own: who calls knows what is urgent. Its errors are `ChatError`s. */
export interface SlackApi {
  call<T>(use: (client: WebClient) => Promise<T>): Promise<T>;
}

const longestAnswerMilliseconds = 10_000;

/** The SDK is loaded only where Slack is configured. */
export async function createSlackApi(options: SlackApiOptions): Promise<SlackApi> {
  const { token, apiUrl, logger, timeoutMilliseconds = longestAnswerMilliseconds } = options;
  const sdk = await import('@slack/web-api');
  const client = new sdk.WebClient(token, {
    ...(apiUrl === undefined ? {} : { slackApiUrl: withSlash(apiUrl) }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMilliseconds,
    allowAbsoluteUrls: false,
    logger: slackLogger(logger, sdk.LogLevel.WARN),
  });
  const chatError = (cause: unknown): ChatError => {
    if (cause instanceof ChatError) return cause;
    if (cause instanceof sdk.WebAPIPlatformError)
      return new ChatError(kindOf(cause.data.error), cause.data.error, { cause });
    if (cause instanceof sdk.WebAPIRateLimitedError) {
      return new ChatError('busy', 'ratelimited', {
        cause,
        retryAfterMilliseconds: cause.retryAfter * 1_000,
      });
    }
    const code = cause instanceof sdk.WebAPIHTTPError ? `http_${cause.statusCode}` : 'no_answer';
    return new ChatError('unreachable', code, { cause });
  };
  return {
    async call(use) {
      try {
        return await use(client);
      } catch (cause) {
        throw chatError(cause);
      }
    },
  };
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}

/** Slack's error codes by what they mean for the calls to come. https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const kinds: ReadonlyMap<string, ChatErrorKind> = new Map([
  ...named('closed', [
    'not_in_channel',
    'channel_not_found',
    'is_archived',
    'missing_scope',
    'no_permission',
    'restricted_action',
    'invalid_auth',
    'not_authed',
    'not_allowed_token_type',
    'token_revoked',
    'token_expired',
    'account_inactive',
    'access_denied',
    'ekm_access_denied',
    'org_login_required',
    'team_access_not_granted',
    'team_added_to_org',
  ]),
  ...named('busy', ['ratelimited', 'rate_limited', 'message_limit_exceeded']),
  ...named('unreachable', ['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout']),
  ...named('gone', ['message_not_found', 'thread_not_found', 'cant_update_message', 'edit_window_closed']),
]);

function kindOf(code: string): ChatErrorKind {
  return kinds.get(code) ?? 'refused';
}

function named(kind: ChatErrorKind, codes: readonly string[]): readonly (readonly [string, ChatErrorKind])[] {
  return codes.map((code) => [code, kind]);
}

/** What the SDK says is ours to log, and at debug alone: it quotes requests. */
export function slackLogger(logger: Logger, level: LogLevel) {
  const say = (...words: unknown[]) => logger.debug({ slack: words.map(String).join(' ') }, "Slack's client");
  return {
    debug: () => {},
    info: () => {},
    warn: say,
    error: say,
    setLevel: () => {},
    getLevel: () => level,
    setName: () => {},
  };
}
