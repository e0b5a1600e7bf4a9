import type { ReasonCode } from '../domain/reasons.ts';
import { showInvisible } from '../evidence/text/visible-text.ts';

export type KubectlReason = Extract<ReasonCode, `kubectl.${string}`>;

/** Why a command line is not turned into actions. Thrown inside the parser, which gives it back as a value. */
export class KubectlRefusal extends Error {
  readonly reason: KubectlReason;
  readonly remedy: string | undefined;

  constructor(reason: KubectlReason, message: string, remedy?: string) {
    super(message);
    this.name = 'KubectlRefusal';
    this.reason = reason;
    this.remedy = remedy;
  }
}

const longest = 60;

/** A word of the command line as messages may repeat it: short, quoted, with nothing in it that cannot be seen. */
export function shown(word: string): string {
  const short = word.length > longest ? `${word.slice(0, longest)}…` : word;
  return JSON.stringify(showInvisible(short));
}
