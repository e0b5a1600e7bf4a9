// What a mutation run found, from Stryker's JSON report (https://github.com/stryker-mutator/mutation-testing-elements).
import { relative } from 'node:path';

const caught = new Set(['Killed', 'Timeout']);
const missed = new Set(['Survived', 'NoCoverage']);

/** Caught and all faults of a kind; what does not compile or was left out counts for neither. */
function countOf(mutants) {
  const killed = mutants.filter(({ status }) => caught.has(status)).length;
  return { killed, total: killed + mutants.filter(({ status }) => missed.has(status)).length };
}

function row(name, mutants) {
  const { killed, total } = countOf(mutants);
  return `| ${name} | ${total} | ${killed} | ${total === 0 ? '' : `${((100 * killed) / total).toFixed(1)} %`} |`;
}

/** Scores by file as a Markdown table. */
export function scoreTable(files) {
  const rows = Object.entries(files).map(([file, { mutants }]) => [
    relative('src/guardrails', file),
    mutants,
  ]);
  return [
    '| file | faults | caught | score |',
    '|---|---|---|---|',
    ...rows.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, mutants]) => row(name, mutants)),
    row(
      'together',
      rows.flatMap(([, mutants]) => mutants),
    ),
  ].join('\n');
}

/** Every fault that no test noticed: place, what it was, what it became. */
export function survivors(files) {
  return Object.entries(files)
    .flatMap(([file, { source, mutants }]) =>
      mutants
        .filter(({ status }) => missed.has(status))
        .map((mutant) => {
          const { start, end } = mutant.location;
          const lines = source.split('\n').slice(start.line - 1, end.line);
          const old =
            start.line === end.line
              ? lines[0].slice(start.column - 1, end.column - 1)
              : `${lines[0].slice(start.column - 1)} …`;
          const text = (part) => part.replaceAll(/\s+/g, ' ').slice(0, 90);
          return `${file}:${start.line} ${mutant.status} ${mutant.mutatorName}: ${text(old)} → ${text(mutant.replacement ?? '')}`;
        }),
    )
    .join('\n');
}
