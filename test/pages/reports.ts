import { loadPolicies, packagedPolicies } from '../../src/guardrails/policies/load-policies.ts';
import type { ClassifiedMistake } from '../../src/ledger/failure-patterns/failure-log.ts';
import type { Example, FailureReport } from '../../src/ledger/failure-patterns/report.ts';
import { filterValues, summarize } from '../../src/ledger/failure-patterns/summarize.ts';

const { failurePatterns } = loadPolicies(packagedPolicies);

/** The report over mistakes in memory, each an example of its own. */
export function reportOf(examples: readonly Example[]): FailureReport {
  const { total, patterns, unclassified } = summarize(examples, failurePatterns);
  const said = (mistake: ClassifiedMistake): Example => {
    const example = examples.find(({ seq, index }) => seq === mistake.seq && index === mistake.index);
    return { ...mistake, params: example?.params ?? {}, text: example?.text ?? '' };
  };
  return {
    total,
    patterns: patterns.map(({ newest, ...pattern }) => ({ ...pattern, examples: newest.map(said) })),
    unclassified: { ...unclassified, examples: unclassified.newest.map(said) },
    values: filterValues(examples),
  };
}

export const emptyReport = reportOf([]);
