import OpenAI, { APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';
import {
  type Model,
  ModelError,
  type ModelErrorCode,
  type ModelReply,
  type ModelRequest,
} from '../../ports/model.ts';
import { isOverflow } from './overflow-words.ts';
import { retryAfterOf } from './retry-after.ts';
import { fromChatCompletion, toChatCompletion } from './litellm-wire.ts';

export interface LiteLlmOptions {
  /** The alias that the proxy knows, such as `claude-haiku`. */
  readonly alias: string;
  /** The proxy's address with its version path where it has one, such as `http://litellm:4000/v1`. */
  readonly baseUrl: string;
  /** Absent for a proxy without keys. */
  readonly apiKey?: string;
}

/** A model behind a LiteLLM proxy, or behind anything that speaks OpenAI's chat completions. */
export function liteLlmModel(options: LiteLlmOptions): Model {
  const name = `litellm:${options.alias}`;
  const client = new OpenAI({
    baseURL: options.baseUrl,
    // Each is set, because the client otherwise takes OPENAI_* of the environment along to the proxy.
    apiKey: options.apiKey ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    // Whoever calls decides about a second attempt, under a breaker and a budget.
    maxRetries: 0,
    // Its debug log holds whole prompts.
    logLevel: 'off',
    // A redirect would carry the evidence to an address that nobody configured.
    fetchOptions: { redirect: 'error' },
  });

  return Object.freeze({
    name,
    async complete(request: ModelRequest, signal: AbortSignal): Promise<ModelReply> {
      let body: unknown;
      try {
        body = await client.chat.completions.create(toChatCompletion(options.alias, request), { signal });
      } catch (error) {
        throw toModelError(name, error, signal);
      }
      return fromChatCompletion(name, body, request);
    },
  });
}

/** The proxy's own words stay out of the message and of its cause: they may quote the key or the prompt. */
function toModelError(name: string, error: unknown, signal: AbortSignal): ModelError {
  if (signal.aborted || error instanceof APIUserAbortError || error instanceof APIConnectionTimeoutError) {
    return new ModelError('timeout', `${name}: no answer in time`);
  }
  // What the client throws apart from its own errors comes from reading a broken body.
  if (!(error instanceof APIError))
    return new ModelError('invalid-reply', `${name}: the answer is not readable`);
  if (error.status === undefined) return new ModelError('unreachable', `${name}: not reachable`);
  // LiteLLM's proxy gives the provider's headers on under a name of its own.
  const retryAfterMs = retryAfterOf(
    error.headers?.get('retry-after') ?? error.headers?.get('llm_provider-retry-after'),
  );
  return new ModelError(codeOf(error, error.status), `${name}: HTTP ${error.status}`, {
    retryAfterMs,
  });
}

/**
 * OpenAI names a context overflow by `code`; LiteLLM's proxy rewrites that to `400` and leaves it to the words. A key
 * that a LiteLLM without a database does not know is a 400 of the type `no_db_connection`.
 */
function codeOf({ code, type, message }: APIError, status: number): ModelErrorCode {
  if (status === 401 || status === 403) return 'access-denied';
  if (status === 408) return 'timeout';
  if (status === 429) return 'rate-limited';
  if (status === 413) return 'context-overflow';
  if (status === 400 && (code === 'context_length_exceeded' || isOverflow(message)))
    return 'context-overflow';
  if (status === 400 && type === 'no_db_connection') return 'access-denied';
  return status >= 500 ? 'server-error' : 'invalid-request';
}
