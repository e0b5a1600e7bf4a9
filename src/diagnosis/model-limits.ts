import type { ModelRequest } from '../ports/model.ts';

/** What one diagnosis and one incident may use of models. Tokens in are estimated as characters / 4. */
export interface ModelLimits {
  /** Turns of one diagnosis; a turn that falls back to another model stays one. */
  readonly requests: number;
  /** Tokens sent in one diagnosis, over all its requests. */
  readonly inputTokens: number;
  /** Tokens of the first request: what is left is for tool results and one repair. */
  readonly firstRequestTokens: number;
  readonly outputTokensPerRequest: number;
  readonly diagnosisMs: number;
  /** Over all diagnoses of an incident: a refused proposal is diagnosed anew. */
  readonly incidentRequests: number;
  readonly toolCallsPerRequest: number;
  readonly toolResultCharacters: number;
  /** The longest that a throttled model is waited for; longer, and the next one is asked. */
  readonly longestWaitMs: number;
}

export const defaultModelLimits: ModelLimits = Object.freeze({
  requests: 4,
  inputTokens: 24_000,
  firstRequestTokens: 9_000,
  outputTokensPerRequest: 2_000,
  diagnosisMs: 90_000,
  incidentRequests: 10,
  toolCallsPerRequest: 4,
  toolResultCharacters: 8_000,
  longestWaitMs: 10_000,
});

/** The size of a request in tokens, tools included. */
export function estimateTokens(request: Pick<ModelRequest, 'messages' | 'tools'>): number {
  return Math.ceil(JSON.stringify([request.messages, request.tools]).length / 4);
}
