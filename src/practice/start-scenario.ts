import type { Clock } from '../ports/clock.ts';
import { healthyNodes } from './nodes.ts';
import { type PracticeCluster, startPracticeCluster } from './practice-cluster.ts';
import type { Scenario } from './scenario.ts';

/** The practice cluster in which the scenario has just come to its alerts. */
export function startScenario(
  scenario: Scenario,
  { clock, random }: { readonly clock: Clock; readonly random: () => number },
): Promise<PracticeCluster> {
  return startPracticeCluster({
    objects: [...healthyNodes(scenario.nodes), ...scenario.objects],
    behaviours: scenario.behaviours,
    minutesOfHistory: scenario.minutesOfHistory,
    clock,
    random,
  });
}
