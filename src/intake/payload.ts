import { z } from 'zod';
import type { Alert } from '../domain/alert.ts';
import { canonicalJson, sha256 } from '../domain/canonical.ts';

/** Bounds that keep one alert from filling the store; Alertmanager itself sets none. */
const longestLabel = 4_096;
const longestAnnotation = 32_768;
const mostLabels = 128;

/** What an alert is, so none of it can be left out. */
const labels = z
  .record(z.string().max(longestLabel), z.coerce.string().max(longestLabel))
  .refine((record) => Object.keys(record).length <= mostLabels, `more than ${mostLabels} entries`);
/** Words about it: better cut than an alert that nobody hears of. */
const annotations = z
  .record(z.string(), z.coerce.string())
  .transform((record) => Object.fromEntries(Object.entries(record).slice(0, mostLabels).map(cut)));
const instant = z.iso.datetime({ offset: true });

/** One alert of the webhook payload; Grafana's extra fields (values, silenceURL, …) are left aside. */
const alertSchema = z.object({
  status: z.enum(['firing', 'resolved']),
  labels,
  annotations: annotations.optional().default({}),
  startsAt: instant,
  // Only the end of what has ended is read, and without it the alert ends when we hear of it.
  endsAt: instant.optional().catch(undefined),
  generatorURL: z.string().max(longestAnnotation).optional().catch(undefined),
  fingerprint: z.string().min(1).max(128).optional(),
});

/**
 * Alertmanager's webhook payload, version 4, and Grafana's superset of it.
 * https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
 */
const envelopeSchema = z.object({
  version: z.enum(['4', '1']).optional(),
  groupKey: z.string().max(65_536).optional(),
  groupLabels: labels.optional().default({}),
  truncatedAlerts: z.number().int().nonnegative().optional().default(0),
  alerts: z.array(z.unknown()),
});

export interface WebhookPayload {
  readonly groupKey: string;
  readonly truncatedAlerts: number;
  readonly alerts: readonly Alert[];
  /** Alerts that can never be stored, with the reason; they do not cost the others. */
  readonly rejected: readonly { readonly index: number; readonly reason: string }[];
}

/** Alertmanager writes this for "has not ended". */
const neverEnded = '0001-01-01T00:00:00Z';

function cut([name, text]: readonly [string, string]): readonly [string, string] {
  const short = name.slice(0, longestLabel);
  if (text.length <= longestAnnotation) return [short, text];
  // Between words: the half of a secret would not be known for one.
  const kept = text.slice(0, longestAnnotation - 1);
  return [short, `${kept.slice(0, Math.max(0, kept.lastIndexOf(' '), kept.lastIndexOf('\n')))}…`];
}

/** Reads a payload, or says in one line why it can never be stored. */
export function parsePayload(input: unknown): WebhookPayload | { readonly invalid: string } {
  const envelope = envelopeSchema.safeParse(input);
  if (!envelope.success) return { invalid: describe(envelope.error, 'the payload') };
  const alerts: Alert[] = [];
  const rejected: { index: number; reason: string }[] = [];
  for (const [index, candidate] of envelope.data.alerts.entries()) {
    const parsed = alertSchema.safeParse(candidate);
    if (parsed.success) alerts.push(alertOf(parsed.data));
    else rejected.push({ index, reason: describe(parsed.error, `alerts[${index}]`) });
  }
  if (alerts.length === 0 && rejected.length > 0) {
    return { invalid: rejected.map((each) => each.reason).join('; ') };
  }
  return {
    groupKey: envelope.data.groupKey ?? groupKeyOf(envelope.data.groupLabels),
    truncatedAlerts: envelope.data.truncatedAlerts,
    alerts,
    rejected,
  };
}

function alertOf(parsed: z.infer<typeof alertSchema>): Alert {
  const endsAt = parsed.status === 'resolved' && parsed.endsAt !== neverEnded ? parsed.endsAt : undefined;
  return Object.freeze({
    fingerprint: parsed.fingerprint ?? fingerprintOf(parsed.labels),
    status: parsed.status,
    labels: Object.freeze(parsed.labels),
    annotations: Object.freeze(parsed.annotations),
    startsAt: new Date(parsed.startsAt).toISOString(),
    ...(endsAt === undefined ? {} : { endsAt: new Date(endsAt).toISOString() }),
    ...(parsed.generatorURL === undefined ? {} : { generatorURL: parsed.generatorURL }),
  });
}

function fingerprintOf(alertLabels: Readonly<Record<string, string>>): string {
  return sha256(canonicalJson(alertLabels)).slice(0, 16);
}

function groupKeyOf(groupLabels: Readonly<Record<string, string>>): string {
  return `{}:${canonicalJson(groupLabels)}`;
}

function describe(error: z.ZodError, where: string): string {
  const issue = error.issues[0];
  if (issue === undefined) return `${where} is not an Alertmanager webhook payload of version 4`;
  const path = issue.path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('');
  return `${where}${path}: ${issue.message}`;
}
