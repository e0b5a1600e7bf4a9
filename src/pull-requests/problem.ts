import type { ReasonCode } from '../domain/reasons.ts';

/** Why no pull request is made of a change, for people to go on by hand. */
export interface PullRequestProblem {
  readonly reason: ReasonCode;
  /** What was found and what to do about it, as a sentence. Names paths and fields, never values. */
  readonly words: string;
}

export function problem(reason: ReasonCode, words: string): PullRequestProblem {
  return Object.freeze({ reason, words });
}

export function isProblem(value: object): value is PullRequestProblem {
  return 'reason' in value && 'words' in value;
}
