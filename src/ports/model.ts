import type { JsonObject } from '../domain/objects.ts';
import type { TokenUsage } from './model-budget.ts';

/** A tool that a model may call; `parameters` is a JSON Schema. */
export interface ToolDescription {
  readonly name: string;
  readonly description: string;
  readonly parameters: JsonObject;
}

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** The arguments as the model wrote them: JSON text that may be broken. */
  readonly arguments: string;
}

export type ModelMessage =
  | { readonly role: 'system' | 'user'; readonly text: string }
  | { readonly role: 'assistant'; readonly text: string; readonly toolCalls: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly callId: string; readonly text: string };

export interface ModelRequest {
  readonly messages: readonly ModelMessage[];
  readonly tools: readonly ToolDescription[];
  readonly maxOutputTokens: number;
}

export interface ModelReply {
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  readonly stop: 'tool-calls' | 'end' | 'length';
  readonly usage: TokenUsage;
}

/** A language model, whoever serves it. Throws `ModelError`; the signal ends a call that takes too long. */
export interface Model {
  /** As configured, such as `litellm:claude-haiku`. */
  readonly name: string;
  complete(request: ModelRequest, signal: AbortSignal): Promise<ModelReply>;
}

export type ModelErrorCode =
  | 'timeout'
  | 'unreachable'
  | 'circuit-open'
  | 'rate-limited'
  | 'access-denied'
  | 'context-overflow'
  | 'content-filtered'
  | 'invalid-request'
  | 'invalid-reply'
  | 'server-error';

export interface ModelErrorDetails extends ErrorOptions {
  /** How long whoever refused wants to be left alone. */
  readonly retryAfterMs?: number | undefined;
  /** Absent where nothing was counted. */
  readonly usage?: TokenUsage | undefined;
}

export class ModelError extends Error {
  readonly code: ModelErrorCode;
  readonly retryAfterMs: number | undefined;
  /** What the failed request used all the same. */
  readonly usage: TokenUsage | undefined;

  constructor(code: ModelErrorCode, message: string, details: ModelErrorDetails = {}) {
    super(message, details);
    this.name = 'ModelError';
    this.code = code;
    this.retryAfterMs = details.retryAfterMs;
    this.usage = details.usage;
  }
}
