import type { RuleSource } from './policies.ts';

/** One fault in a policy file. */
export interface PolicyProblem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly problem: string;
  /** What to do about it. */
  readonly mend: string;
}

/** A problem at the place of a rule or field. */
export function problemAt(source: RuleSource, problem: string, mend: string): PolicyProblem {
  return { ...source, problem, mend };
}

/** Everything that is wrong with a policy folder, at once: one line a problem. */
export class PolicyError extends Error {
  readonly problems: readonly PolicyProblem[];

  constructor(problems: readonly PolicyProblem[]) {
    super(problems.map(problemText).join('\n'));
    this.name = 'PolicyError';
    this.problems = problems;
  }
}

function problemText({ file, line, problem, mend }: PolicyProblem): string {
  return `${file}:${line}: ${problem}; ${mend}`;
}
