import { z } from 'zod';
import type { Candidate } from '../domain/candidate.ts';
import type { Cause, Diagnosis } from '../domain/diagnosis.ts';
import { evidenceKinds, type EvidenceItem } from '../domain/evidence.ts';
import { type Incident, type Refusal, severities } from '../domain/incident.ts';
import type { Json } from '../domain/objects.ts';
import { layers } from '../domain/verdict.ts';
import type { NamespaceKnowledge } from './prompt-values.ts';

const text = z.string();
const texts = z.array(text);
const json: z.ZodType<Json> = z.json();

const ref = z.object({
  apiVersion: text,
  kind: text,
  namespace: text.exactOptional(),
  name: text,
  uid: text.exactOptional(),
});

const evidenceItem = z.object({
  id: text,
  kind: z.enum(evidenceKinds),
  ref,
  source: text,
  at: text,
  trust: z.enum(['trusted', 'untrusted']),
  status: z.enum(['seen', 'could-not-look']),
  forbidden: z.literal(true).exactOptional(),
  summary: text,
  detail: text.exactOptional(),
  cut: z.number().exactOptional(),
}) satisfies z.ZodType<EvidenceItem>;

const candidate = z.object({
  id: text,
  action: text,
  target: ref,
  evidence: texts,
  values: z.record(text, z.array(json)),
  required: texts,
  why: text,
}) satisfies z.ZodType<Candidate>;

const cause = z.object({
  cause: text,
  object: ref,
  confidence: z.number(),
  sure: z.boolean(),
  why: text,
  evidence: texts,
}) satisfies z.ZodType<Cause>;

const action = z.object({
  apiVersion: z.literal('firebreak.dev/v1'),
  action: text,
  cluster: text,
  target: ref,
  params: z.record(text, json),
  incident: z.object({ namespace: text, namespaces: texts.exactOptional() }).exactOptional(),
});

/** What a diagnosis ends in; its words and cost apart. */
const outcome = z.object({
  by: text,
  summary: text,
  causes: z.array(cause),
  actions: z.array(action),
  handOver: text.exactOptional(),
});

const refusal = z.object({
  proposal: text,
  refused: z.array(
    z.object({
      action: text,
      target: text,
      params: z.record(text, json),
      verdicts: z.array(
        z.object({
          layer: z.enum(layers),
          outcome: z.enum(['pass', 'refuse', 'hold', 'skipped']),
          reason: text,
          message: text,
          remedy: text.exactOptional(),
        }),
      ),
    }),
  ),
});

/**
 * What one diagnosis had before it when it asked models, and what it ended in: with its exchanges, all that it takes to
 * go the same way again. Everything in it is redacted. `docs/models.md` describes it.
 */
export const recordedDiagnosisSchema = z.object({
  apiVersion: z.literal('firebreak.dev/v1'),
  kind: z.literal('ModelDiagnosis'),
  /** The mark of its data frames. */
  id: text,
  /** RFC 3339: when it began. */
  at: text,
  incident: z.object({
    id: text,
    cluster: text,
    title: text,
    severity: z.enum(severities),
    target: ref.exactOptional(),
    namespaces: texts,
    /** How many there were. */
    alerts: z.int().nonnegative(),
    refusals: z.array(refusal),
  }),
  evidence: z.array(evidenceItem),
  triage: outcome,
  candidates: z.array(candidate),
  namespaces: z.object({
    components: z.record(text, text),
    confusionPairs: z.array(z.tuple([text, text])),
  }),
  lessons: texts,
  /** What the tools found for the model. */
  found: z.array(evidenceItem),
  outcome,
});

export type RecordedDiagnosis = z.infer<typeof recordedDiagnosisSchema>;

/** Stores the record of a diagnosis; a rejection fails the diagnosis, as with an exchange. */
export type RecordDiagnosis = (diagnosis: RecordedDiagnosis) => Promise<void>;

export interface ToRecord {
  readonly id: string;
  readonly at: Date;
  /** Redacted. */
  readonly incident: Incident;
  readonly evidence: readonly EvidenceItem[];
  readonly triage: Diagnosis;
  readonly candidates: readonly Candidate[];
  readonly namespaces: NamespaceKnowledge;
  readonly lessons: readonly string[];
  readonly found: readonly EvidenceItem[];
  readonly outcome: Diagnosis;
}

/** The record of a diagnosis, with what a replay does not need left out. */
export function recordedDiagnosis({ at, incident, ...known }: ToRecord): RecordedDiagnosis {
  return recordedDiagnosisSchema.parse({
    ...known,
    apiVersion: 'firebreak.dev/v1',
    kind: 'ModelDiagnosis',
    at: at.toISOString(),
    incident: { ...incident, alerts: incident.alerts.length },
  });
}

/** The refusals of a record, whose reasons may be those of another version. */
export function refusalsOf({ incident }: RecordedDiagnosis): readonly Refusal[] {
  return incident.refusals as readonly Refusal[];
}
