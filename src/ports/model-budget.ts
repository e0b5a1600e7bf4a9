/** What one call to a model used, in tokens. */
export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** The daily allowance of tokens, shared by every incident; days are UTC. */
export interface ModelBudget {
  /** Input and output tokens together that are left of the day that `now` lies in. */
  remaining(now: Date): Promise<{ readonly tokens: number }>;
  spend(now: Date, usage: TokenUsage & { readonly model: string; readonly incident: string }): Promise<void>;
}
