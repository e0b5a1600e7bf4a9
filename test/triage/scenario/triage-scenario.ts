import { recordedCluster } from '../../../src/adapters/dump/recorded-cluster.ts';
import { triageDump } from '../../../src/cli/triage-dump.ts';
import { refText } from '../../../src/domain/objects.ts';
import { expandScenario } from './expand-scenario.ts';
import type { Scenario } from './scenario.ts';

export interface ScenarioResult {
  readonly scenario: Scenario;
  /** `code Kind namespace/name` of the first cause, or `none`. */
  readonly first: string;
  readonly sure: boolean;
  readonly actions: readonly string[];
  readonly characters: number;
  readonly apiCalls: number;
  /** Every cause in order, for a failing test to show. */
  readonly ranking: readonly string[];
  readonly notes: readonly string[];
}

export async function triageScenario(scenario: Scenario): Promise<ScenarioResult> {
  const { objects, logs, payload, now } = expandScenario(scenario);
  const cluster = recordedCluster(
    objects,
    ({ namespace, pod, container, previous }) =>
      logs.find(
        (log) =>
          log.namespace === namespace &&
          log.pod === pod &&
          log.container === container &&
          log.previous === previous,
      )?.text,
  );
  const answer = await triageDump({ dump: { cluster, objects, takenAt: now, skipped: [] }, payload });
  const [first] = answer.causes;
  return {
    scenario,
    first: first === undefined ? 'none' : `${first.cause} ${refText(first.object)}`,
    sure: first?.sure ?? false,
    actions: answer.actions.map(({ action, target }) => `${action} ${refText(target)}`),
    characters: answer.cost.evidenceCharacters,
    apiCalls: answer.cost.apiCalls,
    ranking: answer.causes.map(
      ({ cause, object, confidence, sure, why }) =>
        `${cause} ${refText(object)} ${confidence}${sure ? ' sure' : ''}: ${why}`,
    ),
    notes: answer.notes,
  };
}

/** Whether the first cause is what the scenario expects; where it expects none in particular, any is. */
export function isRight({ scenario: { expect }, first }: ScenarioResult): boolean {
  if (expect.cause === undefined) return true;
  if (expect.cause === 'none') return first === 'none';
  return first === `${expect.cause} ${expect.object ?? ''}`;
}

export interface Answer {
  readonly cause: string;
  readonly sure: boolean;
  readonly actions: readonly string[];
}

export function answerOf({ first, sure, actions }: ScenarioResult): Answer {
  return { cause: first, sure, actions };
}

/** What the scenario wants, with what was got wherever it does not matter. */
export function wantedOf(
  { expect: { cause, object, sure, actions } }: Scenario,
  got: ScenarioResult,
): Answer {
  const wanted = cause === undefined || cause === 'none' ? cause : `${cause} ${object ?? ''}`;
  return { cause: wanted ?? got.first, sure: sure ?? got.sure, actions };
}
