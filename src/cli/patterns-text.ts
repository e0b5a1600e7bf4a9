import type { Example, FailureReport, ReportedPattern } from '../ledger/failure-patterns/report.ts';
import type { Tally } from '../ledger/failure-patterns/summarize.ts';
import { inLine } from './result-text.ts';

/** More of what was said is for the page. */
const longestText = 200;

/** The report for a terminal: what was seen, most frequent first, and the names of what was not. */
export function patternsText({ total, patterns, unclassified }: FailureReport): string {
  const seen = patterns.filter(({ count }) => count > 0);
  const unseen = patterns.filter(({ count }) => count === 0).map(({ name }) => name);
  const shown = unclassified.count === 0 ? seen : [...seen, unclassified];
  const parts = [
    `${total} ${total === 1 ? 'mistake' : 'mistakes'}, ${unclassified.count} unclassified`,
    ...shown.map(patternText),
    ...(unseen.length === 0 ? [] : [`not seen: ${unseen.join(', ')}`]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function patternText(pattern: ReportedPattern): string {
  const { name, title, happened, lesson, mend, count, lastAt = '' } = pattern;
  const tallies: readonly (readonly [string, readonly Tally[]])[] = [
    ['source', pattern.bySource],
    ['layer', pattern.byLayer],
    ['model', pattern.byModel],
    ['alert', pattern.byAlert],
    ['namespace', pattern.byNamespace],
  ];
  return [
    `${title} (${name}): ${count}, last ${lastAt}`,
    `  ${happened}`,
    ...(lesson === undefined ? [] : [`  lesson: ${lesson}`]),
    ...(mend === undefined ? [] : [`  mend: ${mend}`]),
    ...tallies
      .filter(([, tally]) => tally.length > 0)
      .map(([what, tally]) => `  by ${what}: ${inLine(tally.map(talliedText).join(', '))}`),
    ...pattern.examples.map((example) => `  - ${exampleText(example)}`),
  ].join('\n');
}

function talliedText({ name, count }: Tally): string {
  return `${name} ${count}`;
}

/** `firebreak patterns propose` takes an example by its place. */
function exampleText({ seq, index, at, incident = '', reasons, action, tool, text }: Example): string {
  const words = [
    `${seq}.${index}`,
    at,
    incident,
    action === '' ? tool : action,
    reasons.join(' '),
    text.slice(0, longestText),
  ];
  return inLine(words.filter((word) => word !== '').join(' · '));
}
