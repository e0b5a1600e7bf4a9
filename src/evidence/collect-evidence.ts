import type { Alert } from '../domain/alert.ts';
import type { EvidenceItem } from '../domain/evidence.ts';
import type { KubernetesObject, ObjectRef } from '../domain/objects.ts';
import type { Clock } from '../ports/clock.ts';
import type { LogArchive } from '../ports/log-archive.ts';
import type { MetricsSource } from '../ports/metrics-source.ts';
import type { ClusterReader } from '../ports/cluster.ts';
import type { Collector, CollectorContext } from './collector.ts';
import { planFor } from './collectors/index.ts';
import { known } from './kinds.ts';
import { lookOr } from './look-error.ts';
import { numberItems } from './number-items.ts';
import { observedArchive } from './observed-archive.ts';
import { observedReader } from './observed-reader.ts';
import { redactObservation } from './redact-observation.ts';
import type { Redact } from '../ports/redact.ts';
import { redact as redactByPatterns } from './text/redact.ts';
import type { Resolution } from './resolve-target.ts';
import { targetOf } from './resolve-target.ts';

export interface EvidenceBudget {
  readonly apiCalls: number;
  /** Characters of summaries, references and details together; a token is about four. */
  readonly characters: number;
}

export const defaultBudget: EvidenceBudget = Object.freeze({ apiCalls: 60, characters: 96_000 });

/** Each may take as long as the archive's time limit, all of them at once. */
const mostArchiveQuestions = 8;

export interface CollectedEvidence {
  readonly items: readonly EvidenceItem[];
  /** The raw objects by evidence id: for rules in code; never stored, never shown to a model. */
  readonly objects: ReadonlyMap<string, KubernetesObject>;
  readonly apiCalls: number;
  readonly characters: number;
  /** When it was read. */
  readonly at: Date;
}

export interface EvidenceRequest {
  readonly alerts: readonly Alert[];
  /** The namespaces that the incident is about: nothing outside them is read, save cluster-scoped objects. */
  readonly namespaces: readonly string[];
  readonly resolution: Resolution;
  readonly cluster: ClusterReader;
  readonly clock: Clock;
  /** Asked for what the alerts' own expressions give; absent where none is configured. */
  readonly metrics?: MetricsSource;
  /** Asked for logs that no kubelet has any more; absent where none is configured. */
  readonly archive?: LogArchive;
  /** Ends the waiting: what was not read by then says so. */
  readonly signal: AbortSignal;
  readonly budget?: EvidenceBudget;
  /** By the patterns alone unless given: values that are known to be secret are its maker's to know. */
  readonly redact?: Redact;
}

/**
 * Asks every collector, and gives what they saw redacted, bounded and numbered. A read that is refused or times out is
 * an item that says so; it never means that there was nothing to find.
 */
export async function collectEvidence(request: EvidenceRequest): Promise<CollectedEvidence> {
  const {
    alerts,
    namespaces,
    resolution,
    clock,
    budget = defaultBudget,
    redact = redactByPatterns,
  } = request;
  const reader = observedReader(request.cluster, budget.apiCalls, request.signal);
  const now = clock.now();
  const target = targetOf(resolution);
  const context: CollectorContext = {
    alerts,
    namespaces,
    resolution,
    target,
    cluster: reader.cluster,
    ...(request.metrics === undefined ? {} : { metrics: request.metrics }),
    ...(request.archive === undefined
      ? {}
      : { archive: observedArchive(request.archive, mostArchiveQuestions) }),
    now,
    signal: request.signal,
  };
  const seen = await Promise.all(planFor(target).map(async (collector) => await ask(collector, context)));
  const redacted = await Promise.all(
    seen.flat().map(async (observation) => await redactObservation(observation, redact)),
  );
  const numbered = numberItems(redacted, { first: 1, characters: budget.characters, at: now });
  return { ...numbered, apiCalls: reader.calls(), at: now };
}

async function ask(collector: Collector, context: CollectorContext) {
  return await lookOr(collector.kind, aboutOf(context), async () => await collector.collect(context));
}

function aboutOf({ target, namespaces }: CollectorContext): ObjectRef {
  return target ?? known('Namespace', namespaces[0] ?? 'unknown');
}
