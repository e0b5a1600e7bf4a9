import { alertmanagerSource } from '../adapters/alertmanager/alertmanager-source.ts';
import type { Settings } from '../config.ts';
import type { AlertSource } from '../ports/alert-source.ts';
import type { Components } from '../telemetry/components.ts';
import { watchAlertSource } from '../telemetry/watch-components.ts';

/** A stage waits for it, so it is short; an Alertmanager beside the service answers in milliseconds. */
const timeoutMilliseconds = 5_000;

/** Who can be asked about alerts, if anybody. */
export function createAlertSource(
  { alertmanagerUrl }: Settings,
  components: Components,
): AlertSource | undefined {
  return alertmanagerUrl === undefined
    ? undefined
    : watchAlertSource(alertmanagerSource({ urls: alertmanagerUrl, timeoutMilliseconds }), components);
}
