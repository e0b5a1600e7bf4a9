import type { JsonObject } from '../domain/objects.ts';
import type { Mistake } from '../domain/mistake.ts';
import { isPlain } from './deny-rule.ts';

/** What a person says of a mistake that has no name yet. */
export interface PatternWords {
  readonly title: string;
  readonly happened: string;
  readonly lesson: string;
}

/** A failure pattern that fits what a mistake was: its words are a person's, its match is read off the ledger. */
export function patternOf(
  mistake: Mistake,
  { title, happened, lesson }: PatternWords,
): JsonObject | undefined {
  const { source, reasons, action, kind, tool } = mistake;
  const name = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-+|-+$/gu, '')
    .slice(0, 60);
  if (name === '') return undefined;
  const match = {
    sources: [source],
    ...(reasons.length === 0 ? {} : { reasons }),
    ...(isPlain(action) ? { actions: [action] } : {}),
    ...(isPlain(action) && isPlain(kind) ? { kinds: [kind] } : {}),
    ...(isPlain(tool) ? { tools: [tool] } : {}),
  };
  return { name, title, happened, lesson, match: [match] };
}
