import type { Alert } from '../domain/alert.ts';
import type { Action } from '../domain/action.ts';
import type { EvidenceItem } from '../domain/evidence.ts';
import { isHeartbeat } from '../domain/heartbeat.ts';
import type { ObjectRef } from '../domain/objects.ts';
import { factsOf } from '../diagnosis/triage/facts.ts';
import { triage } from '../diagnosis/triage/triage.ts';
import { labelledObjects } from '../evidence/alert-labels.ts';
import { collectEvidence } from '../evidence/collect-evidence.ts';
import { incidentKey } from '../evidence/incident-key.ts';
import type { Resolution } from '../evidence/resolve-target.ts';
import { resolveAlerts, resolveTarget, targetOf } from '../evidence/resolve-target.ts';
import { parsePayload } from '../intake/payload.ts';
import type { ClusterReader } from '../ports/cluster.ts';
import type { Dump } from '../adapters/dump/read-dump.ts';
import { withImpliedOwners } from '../adapters/dump/implied-owners.ts';
import { newestTime } from '../adapters/dump/newest-time.ts';

type NamedObject = Pick<ObjectRef, 'kind' | 'namespace' | 'name'>;

/** What `firebreak triage --json` prints: see "A triage" in docs/contracts.md. */
export interface TriageDocument {
  readonly incident: { readonly namespace: string | null; readonly target: NamedObject | null };
  readonly causes: readonly {
    readonly rank: number;
    readonly object: NamedObject;
    readonly cause: string;
    readonly confidence: number;
    readonly sure: boolean;
    readonly why: string;
    readonly evidence: readonly string[];
  }[];
  readonly actions: readonly Action[];
  /** Red herrings, and what could not be looked at. */
  readonly notes: readonly string[];
  readonly evidence: readonly Pick<EvidenceItem, 'id' | 'kind' | 'ref' | 'summary' | 'status'>[];
  readonly cost: { readonly apiCalls: number; readonly evidenceCharacters: number };
}

export interface TriageDumpOptions {
  readonly dump: Dump;
  /** An Alertmanager v4 webhook payload, as parsed from JSON. */
  readonly payload: unknown;
  /** The cluster that actions name. */
  readonly cluster?: string;
  /** The time where the dump does not say when it was taken. */
  readonly now?: Date;
}

/**
 * Evidence and a diagnosis without a model, from a recorded cluster. Throws `InvalidPayloadError`.
 */
export async function triageDump(options: TriageDumpOptions): Promise<TriageDocument> {
  const payload = parsePayload(options.payload);
  if ('invalid' in payload) throw new InvalidPayloadError(payload.invalid);
  const { dump } = options;
  const now = dump.takenAt ?? options.now ?? newestTime(dump.objects, payload.alerts) ?? new Date();
  const clusterName = options.cluster ?? 'default';
  const cluster = withImpliedOwners(dump);
  const document = await triageCluster(payload.alerts, payload.groupKey, cluster, now, clusterName);
  const unread = payload.rejected.map(({ reason }) => `not read: ${reason}`);
  return { ...document, notes: [...document.notes, ...unread] };
}

export class InvalidPayloadError extends Error {
  override readonly name = 'InvalidPayloadError';
}

/** The same over any reader, such as the live cluster. */
export async function triageCluster(
  alerts: readonly Alert[],
  groupKey: string,
  cluster: ClusterReader,
  now: Date,
  clusterName: string,
): Promise<TriageDocument> {
  const { own, others } = await firstIncident(alerts, groupKey, cluster);
  const resolution = await resolveAlerts(own, cluster);
  const namespaces = namespacesOf(own, resolution);
  const signal = new AbortController().signal;
  const clock = { now: () => now };
  const collected = await collectEvidence({ alerts: own, namespaces, resolution, cluster, clock, signal });
  const diagnosis = triage(factsOf({ alerts: own, resolution, namespaces, cluster: clusterName, collected }));
  const target = targetOf(resolution);
  return {
    incident: { namespace: namespaces[0] ?? null, target: target === undefined ? null : nameOf(target) },
    causes: diagnosis.causes.map(({ object, ...cause }, index) => ({
      rank: index + 1,
      object: nameOf(object),
      ...cause,
    })),
    actions: diagnosis.actions,
    notes: [...diagnosis.notes, ...others.map(notJudged)],
    evidence: collected.items.map(({ id, kind, ref, summary, status }) => ({
      id,
      kind,
      ref,
      summary,
      status,
    })),
    cost: { apiCalls: collected.apiCalls, evidenceCharacters: collected.characters },
  };
}

/** A notification may hold alerts of several incidents; triage answers for the first that fires. */
async function firstIncident(
  alerts: readonly Alert[],
  groupKey: string,
  cluster: ClusterReader,
): Promise<{ readonly own: readonly Alert[]; readonly others: readonly Alert[] }> {
  const troubles = alerts.filter((alert) => !isHeartbeat(alert));
  const firing = troubles.filter(({ status }) => status === 'firing');
  const judged = firing.length > 0 ? firing : troubles;
  const keyed = await Promise.all(
    judged.map(async (alert) => ({
      alert,
      key: incidentKey(alert, await resolveTarget(alert, cluster), groupKey),
    })),
  );
  const isFirst = ({ key }: { readonly key: string }) => key === keyed[0]?.key;
  return {
    own: keyed.filter(isFirst).map(({ alert }) => alert),
    others: keyed.filter((one) => !isFirst(one)).map(({ alert }) => alert),
  };
}

function notJudged({ labels }: Alert): string {
  const { alertname = 'an alert', namespace } = labels;
  return `not judged here: ${alertname}${namespace === undefined ? '' : ` in ${namespace}`} is of another incident`;
}

function namespacesOf(alerts: readonly Alert[], resolution: Resolution): readonly string[] {
  const labelled = alerts.flatMap((alert) => labelledObjects(alert).namespace ?? []);
  return [...new Set([...(resolution.namespace === undefined ? [] : [resolution.namespace]), ...labelled])];
}

function nameOf({ kind, namespace, name }: ObjectRef): NamedObject {
  return namespace === undefined ? { kind, name } : { kind, namespace, name };
}
