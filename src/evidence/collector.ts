import type { Alert } from '../domain/alert.ts';
import type { EvidenceItem, EvidenceKind } from '../domain/evidence.ts';
import type { KubernetesObject, ObjectRef } from '../domain/objects.ts';
import type { ClusterReader } from '../ports/cluster.ts';
import type { LogArchive } from '../ports/log-archive.ts';
import type { MetricsSource } from '../ports/metrics-source.ts';
import type { Resolution } from './resolve-target.ts';

/** What a collector saw, before it is redacted, capped, dated and numbered. */
export interface Observation
  extends Pick<
    EvidenceItem,
    'kind' | 'ref' | 'source' | 'trust' | 'status' | 'forbidden' | 'summary' | 'detail'
  > {
  /** Shortens `detail` once it is redacted: before, a cut could leave a part of a secret that no pattern knows. */
  readonly condense?: (redacted: string) => string;
  /** The raw object behind it: for rules in code, never stored and never shown to a model. */
  readonly object?: KubernetesObject;
}

export interface CollectorContext {
  readonly alerts: readonly Alert[];
  /** The namespaces that the incident is about; no collector looks into another one. */
  readonly namespaces: readonly string[];
  readonly resolution: Resolution;
  /** What the incident is about, where the alert resolves. */
  readonly target: ObjectRef | undefined;
  /** Remembers answers, counts calls, and throws `LookError`: collectors share reads by asking again. */
  readonly cluster: ClusterReader;
  /** Absent where no Prometheus is configured. */
  readonly metrics?: MetricsSource;
  /** Absent where no Loki is configured. */
  readonly archive?: LogArchive;
  readonly now: Date;
  /** Ends the waiting for what is not read through `cluster`. */
  readonly signal: AbortSignal;
}

/** One source of evidence. A `LookError` that it throws becomes an item saying that it could not look. */
export interface Collector {
  readonly name: string;
  /** What its items are, and the one that says that it could not look. */
  readonly kind: EvidenceKind;
  collect(context: CollectorContext): Promise<readonly Observation[]>;
}
