import type { MistakeSource } from '../../domain/mistake.ts';
import type { Layer } from '../../domain/verdict.ts';
import type { FailurePattern } from '../../guardrails/policies/policies.ts';
import { type ClassifiedMistake, unclassified } from './failure-log.ts';

/** Narrows the mistakes that are counted; `pattern` may be the word for those without one. */
export interface MistakeFilter {
  readonly pattern?: string;
  readonly source?: MistakeSource;
  readonly layer?: Layer;
  readonly model?: string;
  readonly alert?: string;
  readonly namespace?: string;
}

export interface Tally {
  readonly name: string;
  readonly count: number;
}

/** The mistakes of one pattern, or of none. */
export interface PatternSummary {
  readonly name: string;
  readonly title: string;
  readonly happened: string;
  readonly lesson?: string;
  readonly mend?: string;
  readonly count: number;
  /** RFC 3339; absent where there is none. */
  readonly firstAt?: string;
  readonly lastAt?: string;
  readonly bySource: readonly Tally[];
  readonly byLayer: readonly Tally[];
  readonly byModel: readonly Tally[];
  readonly byAlert: readonly Tally[];
  readonly byNamespace: readonly Tally[];
  /** The newest ones, newest first. */
  readonly newest: readonly ClassifiedMistake[];
}

export interface Summary {
  readonly total: number;
  /** Most frequent first, then in the order of the policies; those that have not been seen included. */
  readonly patterns: readonly PatternSummary[];
  readonly unclassified: PatternSummary;
}

/** More names than these are no overview. */
const mostNames = 20;
const mostExamples = 3;

export function summarize(
  mistakes: readonly ClassifiedMistake[],
  patterns: readonly FailurePattern[],
  filter: MistakeFilter = {},
): Summary {
  const wanted = mistakes.filter((mistake) => fits(mistake, filter));
  const shown = patterns.filter(({ name }) => filter.pattern === undefined || filter.pattern === name);
  const summaries = shown.map(({ name, title, happened, lesson, mend }) => ({
    name,
    title,
    happened,
    ...(lesson === undefined ? {} : { lesson }),
    ...(mend === undefined ? {} : { mend }),
    ...counted(wanted.filter(({ pattern }) => pattern === name)),
  }));
  return {
    total: wanted.length,
    patterns: summaries.toSorted((one, other) => other.count - one.count),
    unclassified: {
      name: unclassified,
      title: 'Unclassified',
      happened: 'No pattern fits. What comes again deserves a pattern of its own.',
      ...counted(wanted.filter(({ pattern }) => pattern === undefined)),
    },
  };
}

/** The values that a filter can take, from what has been seen. */
export function filterValues(
  mistakes: readonly ClassifiedMistake[],
): Readonly<Record<'models' | 'alerts' | 'namespaces', readonly string[]>> {
  const names = (of: (mistake: ClassifiedMistake) => readonly string[]) =>
    tally(mistakes, of)
      .map(({ name }) => name)
      .toSorted();
  return {
    models: names(({ model }) => [model]),
    alerts: names(({ alerts }) => alerts),
    namespaces: names(({ namespace }) => [namespace]),
  };
}

function fits(mistake: ClassifiedMistake, filter: MistakeFilter): boolean {
  return (
    (filter.pattern === undefined || filter.pattern === (mistake.pattern ?? unclassified)) &&
    (filter.source === undefined || filter.source === mistake.source) &&
    (filter.layer === undefined || mistake.layers.includes(filter.layer)) &&
    (filter.model === undefined || filter.model === mistake.model) &&
    (filter.alert === undefined || mistake.alerts.includes(filter.alert)) &&
    (filter.namespace === undefined || filter.namespace === mistake.namespace)
  );
}

function counted(mistakes: readonly ClassifiedMistake[]) {
  const [first, last] = [mistakes[0], mistakes.at(-1)];
  return {
    count: mistakes.length,
    ...(first === undefined ? {} : { firstAt: first.at }),
    ...(last === undefined ? {} : { lastAt: last.at }),
    bySource: tally(mistakes, ({ source }) => [source]),
    byLayer: tally(mistakes, ({ layers }) => layers),
    byModel: tally(mistakes, ({ model }) => [model]),
    byAlert: tally(mistakes, ({ alerts }) => alerts),
    byNamespace: tally(mistakes, ({ namespace }) => [namespace]),
    newest: mistakes.slice(-mostExamples).toReversed(),
  };
}

/** How often each name stands; a mistake counts once under each of its names. */
function tally(
  mistakes: readonly ClassifiedMistake[],
  of: (mistake: ClassifiedMistake) => readonly string[],
): readonly Tally[] {
  const counts = new Map<string, number>();
  for (const mistake of mistakes) {
    for (const name of new Set(of(mistake))) {
      if (name !== '') counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .toSorted((one, other) => other.count - one.count)
    .slice(0, mostNames);
}
