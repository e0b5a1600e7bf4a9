import type { Alert } from '../domain/alert.ts';
import { sha256 } from '../domain/canonical.ts';
import type { Redact } from '../ports/redact.ts';
import { parsePayload, type WebhookPayload } from './payload.ts';

/** A payload that may be stored: validated, bounded, and without secrets. */
export interface PreparedPayload extends WebhookPayload {
  /** Characters in it, about. */
  readonly size: number;
}

/** Validates a payload and redacts every text of it, or says in one line why it can never be stored. */
export async function preparePayload(
  payload: unknown,
  redact: Redact,
): Promise<PreparedPayload | { readonly invalid: string }> {
  const parsed = parsePayload(payload);
  if ('invalid' in parsed) return parsed;
  const groupKey = await redactGroupKey(parsed.groupKey, redact);
  const alerts = await Promise.all(parsed.alerts.map((alert) => redactAlert(alert, redact)));
  const size = alerts.reduce((sum, alert) => sum + sizeOf(alert), groupKey.length);
  return { ...parsed, groupKey, alerts, size };
}

/**
 * A group's key without secrets. What groups alerts must not fall together because two keys lost the same part, so a
 * key that was changed keeps a hash of the whole.
 */
async function redactGroupKey(key: string, redact: Redact): Promise<string> {
  const redacted = await redact(key);
  return redacted === key ? key : `${redacted} ${sha256(key).slice(0, 16)}`;
}

async function redactAlert(alert: Alert, redact: Redact): Promise<Alert> {
  const values = async (record: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      await Promise.all(
        Object.entries(record).map(async ([name, value]) => [name, await redact(value)] as const),
      ),
    );
  const { generatorURL } = alert;
  return {
    ...alert,
    labels: await values(alert.labels),
    annotations: await values(alert.annotations),
    ...(generatorURL === undefined ? {} : { generatorURL: await redact(generatorURL) }),
  };
}

function sizeOf({ labels, annotations, generatorURL = '' }: Alert): number {
  const texts = [...Object.entries(labels).flat(), ...Object.entries(annotations).flat(), generatorURL];
  return texts.reduce((sum, text) => sum + text.length, 0);
}
