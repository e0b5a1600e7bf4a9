import type { Clock } from '../ports/clock.ts';
import { alertsFiring, raiseAlerts, webhookPayload } from '../practice/alerts.ts';
import type { PracticeCluster } from '../practice/practice-cluster.ts';
import type { Scenario } from '../practice/scenario.ts';
import type { DemoClient } from './demo-client.ts';

const lookEveryMilliseconds = 500;

/** Fires the scenario's alerts by real HTTP, and tells of changes as Alertmanager would. */
export async function playAlerts(
  scenario: Scenario,
  cluster: PracticeCluster,
  client: DemoClient,
  clock: Clock,
): Promise<{ stop(): void }> {
  const groups = raiseAlerts(scenario, cluster.objects());
  const told = new Map(groups.map((group) => [group, group.alerts.length]));
  for (const group of groups) await client.postAlerts(webhookPayload(group, cluster.objects(), clock.now()));
  const look = () => {
    for (const group of groups) {
      const firing = alertsFiring(group, cluster.objects()).length;
      if (firing === told.get(group)) continue;
      told.set(group, firing);
      // A notification that fails now is told again at the next look.
      client
        .postAlerts(webhookPayload(group, cluster.objects(), clock.now()))
        .catch(() => told.delete(group));
    }
  };
  const timer = setInterval(look, lookEveryMilliseconds);
  return { stop: () => clearInterval(timer) };
}
