import { describe, expect, it } from 'vitest';
import { isQuiet, readScenarios } from './scenario/scenario.ts';
import { answerOf, type ScenarioResult, triageScenario, wantedOf } from './scenario/triage-scenario.ts';
import { triageTable } from './scenario/triage-table.ts';

const scenarios = readScenarios();

describe('triage of scenarios', () => {
  it.each(scenarios.map((scenario) => [`${scenario.family}/${scenario.name}`, scenario] as const))(
    '%s',
    async (_name, scenario) => {
      const result = await triageScenario(scenario);
      const [answer, wanted] = [answerOf(result), wantedOf(scenario, result)];
      expect(answer.actions).toEqual(wanted.actions);
      if (scenario.expect.known === 'miss')
        expect(answer, 'right by now: take the mark away').not.toEqual(wanted);
      else expect(answer, result.ranking.join('\n')).toEqual(wanted);
      expect(result.apiCalls).toBeLessThanOrEqual(60);
      expect(result.characters).toBeLessThanOrEqual(96_000);
    },
  );

  it('covers faults of every family, and what is best left alone', () => {
    expect(scenarios.filter((one) => !isQuiet(one)).length).toBeGreaterThanOrEqual(60);
    expect(scenarios.filter(isQuiet).length).toBeGreaterThanOrEqual(20);
  });

  it('never expects an action where nothing is to be done', () => {
    expect(scenarios.filter(isQuiet).flatMap(({ expect: { actions } }) => actions)).toEqual([]);
  });
});

it('docs/triage.md holds the answers of today', async () => {
  const results: ScenarioResult[] = [];
  for (const scenario of scenarios) results.push(await triageScenario(scenario));
  await expect(triageTable(results)).toMatchFileSnapshot('../../docs/triage.md');
});
