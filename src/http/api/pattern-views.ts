import type { z } from 'zod';
import type { FailureReport, ReportedPattern } from '../../ledger/failure-patterns/report.ts';
import type { failureReportSchema, reportedPatternSchema } from './schemas/patterns.ts';

/** The report as `GET /api/v1/patterns` and `firebreak patterns --json` give it. */
export function reportView({
  total,
  patterns,
  unclassified,
}: FailureReport): z.output<typeof failureReportSchema> {
  return { total, patterns: patterns.map(patternView), unclassified: patternView(unclassified) };
}

function patternView(pattern: ReportedPattern): z.output<typeof reportedPatternSchema> {
  const { lesson, mend, firstAt, lastAt, examples } = pattern;
  return {
    ...pattern,
    lesson: lesson ?? null,
    mend: mend ?? null,
    firstAt: firstAt ?? null,
    lastAt: lastAt ?? null,
    examples: examples.map(({ pattern: _pattern, incident, ...example }) => ({
      ...example,
      incident: incident ?? null,
    })),
  };
}
