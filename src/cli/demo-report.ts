import { isDeepStrictEqual } from 'node:util';
import type { Scenario } from '../practice/scenario.ts';
import { hasWritten, type RequestRecord } from '../practice/server.ts';
import type { DemoIncident } from './demo-client.ts';

export interface DemoReport {
  readonly scenario: string;
  readonly simulated: true;
  readonly asExpected: boolean;
  readonly problems: readonly string[];
  readonly outcomes: readonly string[];
  readonly refusals: readonly string[];
  readonly actions: readonly unknown[];
  /** Requests that changed the practice cluster. */
  readonly writes: readonly string[];
  readonly seconds: number;
}

/** Holds what happened against what the scenario expects. */
export function demoReport(
  scenario: Scenario,
  incidents: readonly DemoIncident[],
  requests: readonly RequestRecord[],
  milliseconds: number,
): DemoReport {
  const { expect } = scenario;
  const outcomes = incidents.map((incident) => incident.outcome ?? incident.state);
  const refusals = incidents.flatMap((incident) =>
    incident.refusals.flatMap(({ refused }) =>
      refused.flatMap(({ verdicts }) => verdicts.map(({ reason }) => reason)),
    ),
  );
  const actions = incidents.flatMap(actionsThatRan);
  const missing = expect.actions.filter((wanted) => !actions.some((ran) => fits(ran, wanted)));
  const problems = [
    ...(outcomes.length > 0 && outcomes.every((outcome) => outcome === expect.outcome)
      ? []
      : [`expected ${expect.outcome}, got ${outcomes.join(', ') || 'no incident'}`]),
    ...expect.refusals
      .filter((reason) => !refusals.includes(reason))
      .map((reason) => `${reason} was not refused`),
    ...missing.map((wanted) => `${wanted.action} on ${wanted.target.name} did not run`),
    ...(actions.length > expect.actions.length
      ? [`${actions.length - expect.actions.length} more actions ran`]
      : []),
  ];
  return {
    scenario: scenario.name,
    simulated: true,
    asExpected: problems.length === 0,
    problems,
    outcomes,
    refusals,
    actions,
    writes: requests.filter(hasWritten).map((request) => `${request.verb} ${request.requestURI}`),
    seconds: Math.round(milliseconds / 100) / 10,
  };
}

type Action = NonNullable<DemoIncident['proposal']>['actions'][number];

function actionsThatRan({ proposal, executions }: DemoIncident): readonly Action[] {
  return executions
    .filter((execution) => execution.status === 'applied' && execution.proposal === proposal?.id)
    .flatMap((execution) => proposal?.actions[execution.step] ?? []);
}

function fits(ran: Action, wanted: Scenario['expect']['actions'][number]): boolean {
  return (
    ran.action === wanted.action &&
    ran.target.kind === wanted.target.kind &&
    ran.target.name === wanted.target.name &&
    (wanted.target.namespace === undefined || ran.target.namespace === wanted.target.namespace) &&
    (wanted.params === undefined || isDeepStrictEqual(ran.params, wanted.params))
  );
}
