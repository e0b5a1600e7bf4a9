export interface ScriptedToolCall {
  readonly name: string;
  /** Text is sent as it is where the protocol can, which is how a model gets its JSON wrong. */
  readonly arguments: Readonly<Record<string, unknown>> | string;
}

/** What a scripted backend answers; each backend words it as its protocol does. */
export type ScriptedReply =
  | { readonly kind: 'message'; readonly content: string }
  | { readonly kind: 'tool-calls'; readonly calls: readonly ScriptedToolCall[]; readonly content?: string }
  /** An answer that ends before its time: out of tokens, held back by a filter, out of context. */
  | { readonly kind: 'stopped'; readonly by: 'length' | 'filter' | 'context'; readonly content: string }
  | {
      readonly kind: 'error';
      readonly status: number;
      /** Seconds. */
      readonly retryAfter?: number;
      readonly message?: string;
    }
  | { readonly kind: 'garbage'; readonly body: string }
  | { readonly kind: 'hang' };

/** What a model counts where a test does not care: characters / 4, as the estimate of a request does. */
export function countTokens(value: unknown): number {
  return Math.ceil(JSON.stringify(value).length / 4);
}

/** The tokens that a backend reports; a test that reckons money says them. */
export interface ScriptedUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}
