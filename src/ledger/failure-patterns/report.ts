import type { Kysely } from 'kysely';
import type { JsonObject } from '../../domain/objects.ts';
import type { Policies } from '../../guardrails/policies/policies.ts';
import type { Schema } from '../../store/schema.ts';
import type { ClassifiedMistake, FailureLog } from './failure-log.ts';
import { mistakesOf } from './mistakes-of.ts';
import { readMistakeEntries } from './read-entries.ts';
import {
  filterValues,
  type MistakeFilter,
  type PatternSummary,
  type Summary,
  summarize,
} from './summarize.ts';

/** One mistake with what was tried and said: text that models, workloads and people wrote. */
export interface Example extends ClassifiedMistake {
  readonly params: JsonObject;
  readonly text: string;
}

export interface ReportedPattern extends Omit<PatternSummary, 'newest'> {
  readonly examples: readonly Example[];
}

/** What the page, the API and the command show. */
export interface FailureReport extends Pick<Summary, 'total'> {
  readonly patterns: readonly ReportedPattern[];
  readonly unclassified: ReportedPattern;
  /** The values that a filter can take. */
  readonly values: ReturnType<typeof filterValues>;
}

/** The mistakes on record by pattern, with examples from the ledger. */
export async function failureReport(
  {
    db,
    log,
    policies,
  }: { readonly db: Kysely<Schema>; readonly log: FailureLog; readonly policies: Policies },
  filter: MistakeFilter,
): Promise<FailureReport> {
  const mistakes = await log.mistakes();
  const summary = summarize(mistakes, policies.failurePatterns, filter);
  const said = await saidOf(
    db,
    [summary.unclassified, ...summary.patterns].flatMap(({ newest }) => newest),
  );
  const reported = ({ newest, ...pattern }: PatternSummary): ReportedPattern => ({
    ...pattern,
    examples: newest.map((mistake) => ({
      ...mistake,
      ...(said.get(placeOf(mistake)) ?? { params: {}, text: 'erased' }),
    })),
  });
  return {
    total: summary.total,
    patterns: summary.patterns.map(reported),
    unclassified: reported(summary.unclassified),
    values: filterValues(mistakes),
  };
}

async function saidOf(db: Kysely<Schema>, mistakes: readonly ClassifiedMistake[]) {
  const seqs = [...new Set(mistakes.map(({ seq }) => seq))];
  const entries = seqs.length === 0 ? [] : await readMistakeEntries(db, { seqs });
  return new Map(
    entries.flatMap(({ seq, type, payload }) =>
      mistakesOf(type, payload).map(
        ({ params, text }, index) => [placeOf({ seq, index }), { params, text }] as const,
      ),
    ),
  );
}

function placeOf({ seq, index }: Pick<ClassifiedMistake, 'seq' | 'index'>): string {
  return `${seq}.${index}`;
}
