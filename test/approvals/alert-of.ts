import { raiseAlerts, webhookPayload } from '../../src/practice/alerts.ts';
import type { loadScenario } from '../../src/practice/scenario.ts';
import type { startScenario } from '../../src/practice/start-scenario.ts';
import type { Clock } from '../../src/ports/clock.ts';

interface At {
  readonly practice: Awaited<ReturnType<typeof startScenario>>;
  readonly clock: Clock;
  readonly url: string;
  /** Of the webhook. */
  readonly token: string;
}

/** Tells the service of a scenario's alert, as Alertmanager would. */
export function alertOf(scenario: ReturnType<typeof loadScenario>, { practice, clock, url, token }: At) {
  const [group] = raiseAlerts(scenario, practice.objects());
  if (group === undefined) throw new Error('the scenario has no alert');
  return async (status: 'firing' | 'resolved'): Promise<void> => {
    const payload = webhookPayload(group, practice.objects(), clock.now());
    const endsAt = status === 'firing' ? '0001-01-01T00:00:00Z' : clock.now().toISOString();
    const answer = await fetch(`${url}/webhook/alertmanager`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        ...payload,
        status,
        alerts: payload.alerts.map((each) => ({ ...each, status, endsAt })),
      }),
    });
    if (!answer.ok) throw new Error(`webhook: ${answer.status}`);
  };
}
