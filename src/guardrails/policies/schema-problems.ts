import type { z } from 'zod';
import type { RuleSource } from './policies.ts';
import { type PolicyProblem, problemAt } from './policy-error.ts';

/** A schema's complaints in the words of whoever wrote the file; each unknown field is a problem of its own. */
export function problemsOf(
  error: z.ZodError,
  locate: (path: readonly PropertyKey[]) => RuleSource,
): readonly PolicyProblem[] {
  return error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') {
      return [problemAt(locate(issue.path), `${placeText(issue.path)} is wrong`, mendOf(issue))];
    }
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      const problem = `${placeText(path)} is not a field that policies have`;
      return problemAt(locate(path), problem, 'correct its spelling or take it out');
    });
  });
}

function mendOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `use one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'invalid_type') return `it has to be of type ${issue.expected}`;
  if (issue.code === 'too_small') return `give at least ${limitText(issue.minimum, issue.origin)}`;
  if (issue.code === 'too_big') return `give at most ${limitText(issue.maximum, issue.origin)}`;
  return `it has to be ${issue.message}`;
}

function limitText(limit: number | bigint, origin: string): string {
  return `${limit}${origin === 'array' ? ' of them' : ''}`;
}

function placeText(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'the document' : path.map(String).join('.');
}
