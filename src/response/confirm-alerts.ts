import { type Alert, alertName, type Confirmation } from '../domain/alert.ts';
import { canonicalJson } from '../domain/canonical.ts';
import type { Incident } from '../domain/incident.ts';
import type { LedgerEvent } from '../ledger/entry.ts';
import { type AlertLabels, AlertSourceError } from '../ports/alert-source.ts';
import { event, type ResponsePorts, withChanges } from './stage.ts';

/** An answer is good for so long: stages follow each other within milliseconds, and some look every second. */
const freshMilliseconds = 10_000;

type ConfirmPorts = Pick<ResponsePorts, 'alertSource' | 'clock' | 'redact'>;

export interface Confirmed {
  readonly incident: Incident;
  /** What is news. */
  readonly events: readonly LedgerEvent[];
}

/**
 * Holds what the webhook was told against what Alertmanager itself says. An alert is the one that was told of only if
 * all its labels are the same: a fingerprint in a payload is whatever its sender wrote.
 */
export async function confirmAlerts(
  incident: Incident,
  ports: ConfirmPorts,
  signal: AbortSignal,
): Promise<Confirmed> {
  const { alertSource, clock } = ports;
  if (alertSource === undefined) return { incident: withoutConfirmations(incident), events: [] };
  const now = clock.now();
  const open = incident.alerts.filter((alert) => isOpenQuestion(alert, incident, now));
  if (open.length === 0) return { incident, events: [] };
  const names = [...new Set(open.map(alertName))];
  try {
    const firing = await keysOf(await alertSource.firing(names, signal), ports);
    return withAnswers(
      incident,
      open,
      (alert) => judged(alert, firing.has(canonicalJson(alert.labels))),
      now,
    );
  } catch (cause) {
    if (!(cause instanceof AlertSourceError)) throw cause;
    return withAnswers(incident, open, () => 'unconfirmed', now, await ports.redact(cause.message));
  }
}

/** While a change is verified, only the end of an alert is still a question. */
function isOpenQuestion({ status, confirmation, own }: Alert, { state }: Incident, now: Date): boolean {
  if (own === true) return false;
  if (status === 'resolved' && confirmation?.state === 'confirmed') return false;
  if (state === 'verifying' && status === 'firing') return false;
  const { at } = confirmation ?? {};
  return at === undefined || now.getTime() - Date.parse(at) >= freshMilliseconds;
}

/** Labels are stored without secrets, so they are compared without them. */
async function keysOf(
  firing: readonly AlertLabels[],
  { redact }: ConfirmPorts,
): Promise<ReadonlySet<string>> {
  const texts = new Set(firing.flatMap((labels) => Object.values(labels)));
  const redacted = new Map(
    await Promise.all([...texts].map(async (text) => [text, await redact(text)] as const)),
  );
  return new Set(
    firing.map((labels) =>
      canonicalJson(
        Object.fromEntries(Object.entries(labels).map(([name, text]) => [name, redacted.get(text) ?? text])),
      ),
    ),
  );
}

function judged({ status }: Alert, fires: boolean): Confirmation['state'] {
  return fires === (status === 'firing') ? 'confirmed' : 'contradicted';
}

function withAnswers(
  incident: Incident,
  open: readonly Alert[],
  answer: (alert: Alert) => Confirmation['state'],
  now: Date,
  why?: string,
): Confirmed {
  const asked = new Set(open);
  const events: LedgerEvent[] = [];
  const alerts = incident.alerts.map((alert): Alert => {
    if (!asked.has(alert)) return alert;
    const state = answer(alert);
    // Asked before, and the same was said: that is no news.
    if (alert.confirmation?.at === undefined || alert.confirmation.state !== state) {
      const { fingerprint, status } = alert;
      const told = { alert: alertName(alert), fingerprint, status, ...(why === undefined ? {} : { why }) };
      events.push(event(incident, `alert.${state}`, told));
    }
    return { ...alert, confirmation: { state, at: now.toISOString() } };
  });
  return { incident: withChanges(incident, { alerts }), events };
}

/** Where nobody can be asked any more, a question that was open would stay so for ever. */
function withoutConfirmations(incident: Incident): Incident {
  if (incident.alerts.every(({ confirmation }) => confirmation === undefined)) return incident;
  const alerts = incident.alerts.map(({ confirmation: _none, ...alert }): Alert => alert);
  return withChanges(incident, { alerts });
}
