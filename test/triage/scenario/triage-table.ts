import { readFileSync } from 'node:fs';
import { isQuiet } from './scenario.ts';
import { isRight, type ScenarioResult, wantedOf } from './triage-scenario.ts';

const head = `# Triage, measured

What triage answers, without a model, in the scenarios of [test/triage/scenarios](../test/triage/scenarios/README.md): short files over every
family of causes, with bystanders and leftovers in them, to which anybody can add. This page is made by
\`npm test -- test/triage/scenarios -u\`.

`;

const firstRuns = ['reviewed', 'second-review'].map((family) =>
  readFileSync(new URL(`../scenarios/${family}/first-run.md`, import.meta.url), 'utf8'),
);

/** docs/triage.md: figures first, then a row a scenario. */
export function triageTable(results: readonly ScenarioResult[]): string {
  const faults = results.filter(({ scenario }) => !isQuiet(scenario));
  const quiet = results.filter(({ scenario }) => isQuiet(scenario));
  const sure = results.filter((result) => result.sure);
  const figures = [
    ['fault scenarios: the right cause and object first', share(faults.filter(isRight), faults)],
    [
      'no-action scenarios: nothing proposed',
      share(
        quiet.filter(({ actions }) => actions.length === 0),
        quiet,
      ),
    ],
    ['exactly the expected actions', share(results.filter(actsRight), results)],
    ['answers that are `sure`: right', share(sure.filter(isRight), sure)],
    ['evidence, characters: median, most', spread(results.map(({ characters }) => characters))],
    ['API calls: median, most', spread(results.map(({ apiCalls }) => apiCalls))],
  ].map((cells) => `| ${cells.join(' | ')} |\n`);
  const rows = results.map((result) => {
    const { scenario, characters, apiCalls } = result;
    const wanted = wantedOf(scenario, result);
    const got = isRight(result) ? 'the same' : `${result.first} (miss)`;
    return `| ${scenario.family} | ${scenario.name} | ${wanted.cause} | ${got}${result.sure ? ', sure' : ''} | ${result.actions.join('; ') || '–'} | ${characters} | ${apiCalls} |\n`;
  });
  return [
    head,
    '| figure | |\n|---|---|\n',
    ...figures,
    ...firstRuns.map((text) => `\n${text}`),
    '\n## Every scenario\n\n| family | scenario | expected | got | proposed | characters | API calls |\n|---|---|---|---|---|--:|--:|\n',
    ...rows,
  ].join('');
}

function actsRight({ actions, scenario }: ScenarioResult): boolean {
  return actions.join('; ') === scenario.expect.actions.join('; ');
}

function share(some: readonly unknown[], all: readonly unknown[]): string {
  return `${some.length} of ${all.length} (${((100 * some.length) / Math.max(1, all.length)).toFixed(1)} %)`;
}

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  return `${sorted[Math.floor(sorted.length / 2)] ?? 0}, ${sorted.at(-1) ?? 0}`;
}
