import { listAt, textAt } from '../../domain/fields.ts';

/** What an object looks like to a reader who knows Kubernetes: one line, and more lines where they help. */
export interface Description {
  readonly summary: string;
  readonly detail?: string;
}

export function description(summary: string, lines: readonly string[]): Description {
  return lines.length === 0 ? { summary } : { summary, detail: lines.join('\n') };
}

/** `a=1, b=2`, or a word for nothing. */
export function pairs(values: Readonly<Record<string, string>>, none = 'none'): string {
  const entries = Object.entries(values);
  return entries.length === 0 ? none : entries.map(([key, value]) => `${key}=${value}`).join(', ');
}

/** A line for each condition of an object's status. */
export function conditionLines(object: unknown): readonly string[] {
  return listAt(object, 'status', 'conditions').map(
    (condition) =>
      `condition ${textAt(condition, 'type') ?? ''}=${textAt(condition, 'status') ?? ''} ${textAt(condition, 'reason') ?? ''}: ${textAt(condition, 'message') ?? ''}`,
  );
}
