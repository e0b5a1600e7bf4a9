import type { Candidate } from '../domain/candidate.ts';
import type { Diagnosis } from '../domain/diagnosis.ts';
import type { EvidenceItem } from '../domain/evidence.ts';
import type { Incident } from '../domain/incident.ts';
import type { ReadTool } from '../evidence/read-tools.ts';
import type { Clock, Ids } from '../ports/clock.ts';
import type { Model } from '../ports/model.ts';
import type { ModelBudget } from '../ports/model-budget.ts';
import type { Redact } from '../ports/redact.ts';
import type { RecordExchange } from './exchange.ts';
import type { ModelLimits } from './model-limits.ts';
import type { Prompts } from './prompt.ts';
import type { NamespaceKnowledge } from './prompt-values.ts';
import type { RecordDiagnosis } from './recorded-diagnosis.ts';

/** What a diagnosis is made from, and with. */
export interface DiagnoseInput {
  readonly incident: Incident;
  /** Redacted and numbered. */
  readonly evidence: readonly EvidenceItem[];
  /** What the rules say: the answer wherever no model gives a better one. */
  readonly triage: Diagnosis;
  readonly candidates: readonly Candidate[];
  readonly tools: readonly ReadTool[];
  /** In order of preference, each with its own time-out and breaker; empty: triage alone. */
  readonly models: readonly Model[];
  /** Whether a model is asked where triage is sure; absent: it is. */
  readonly whenSure?: 'ask' | 'skip';
  readonly budget: ModelBudget;
  readonly limits: ModelLimits;
  readonly prompts: Prompts;
  /** Cause codes and their meaning. */
  readonly taxonomy: Readonly<Record<string, string>>;
  readonly namespaces: NamespaceKnowledge;
  /** Sentences of the policies about mistakes that this incident invites; absent: none. */
  readonly lessons?: readonly string[];
  readonly redact: Redact;
  readonly recordExchange: RecordExchange;
  readonly recordDiagnosis: RecordDiagnosis;
  /** Resolves after so long; rejects when the signal is aborted. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Aborted when the process stops; the diagnosis then rejects and is done again later. */
  readonly signal: AbortSignal;
}
