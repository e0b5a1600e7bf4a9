import type { ReasonCode } from './reasons.ts';

/** Something that a model did wrong during a diagnosis, or why it could not be asked. */
export interface Misstep {
  /** As configured, such as `litellm:claude-haiku`. */
  readonly model: string;
  readonly reason: ReasonCode;
  /** What was said against it. */
  readonly message: string;
  /** The tool that the model called, where it called one, and its arguments as the model wrote them. */
  readonly tool?: string;
  readonly arguments?: string;
}
