import { confirmAlerts } from './confirm-alerts.ts';
import type { Stage } from './stage.ts';

/** A stage that decides on what Alertmanager itself says of the alerts, where it can be asked. */
export function confirmFirst(stage: Stage): Stage {
  return {
    state: stage.state,
    async run(incident, ports, signal) {
      const confirmed = await confirmAlerts(incident, ports, signal);
      const step = await stage.run(confirmed.incident, ports, signal);
      return { ...step, events: [...confirmed.events, ...step.events] };
    },
  };
}
