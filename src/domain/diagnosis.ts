import type { Action } from './action.ts';
import type { EvidenceItem } from './evidence.ts';
import type { Misstep } from './misstep.ts';
import type { Nanodollars } from './money.ts';
import type { ObjectRef } from './objects.ts';

/** A suspected cause: which object is at fault, in one word of the taxonomy, and what speaks for it. */
export interface Cause {
  /** A dotted code of the documented taxonomy, such as `container.oom-killed`. */
  readonly cause: string;
  readonly object: ObjectRef;
  /** 0 to 1. */
  readonly confidence: number;
  /** Only where the alternatives are excluded. */
  readonly sure: boolean;
  readonly why: string;
  /** Ids of evidence items. */
  readonly evidence: readonly string[];
}

/** What an incident comes from, best cause first, and what would mend it; no action is often right. */
export interface Diagnosis {
  /** `triage`, or the model that answered, such as `litellm:claude-haiku`. */
  readonly by: string;
  readonly summary: string;
  readonly causes: readonly Cause[];
  readonly actions: readonly Action[];
  /** What degraded on the way: a model that failed, a budget that ran out. */
  readonly notes: readonly string[];
  /** Set where the diagnosis gave the incident to people. */
  readonly handOver?: string;
  readonly cost: DiagnosisCost;
}

export interface DiagnosisCost {
  readonly apiCalls: number;
  readonly evidenceCharacters: number;
  readonly modelRequests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Absent where no model was asked. */
  readonly money?: ModelMoney;
}

export interface ModelMoney {
  readonly nanodollars: Nanodollars;
  /** Requests that used tokens of a model without a known price: what they cost comes on top. */
  readonly unpricedRequests: number;
}

/** What an investigation brings back. */
export interface Findings {
  readonly target?: ObjectRef;
  readonly evidence: readonly EvidenceItem[];
  readonly diagnosis: Diagnosis;
  readonly missteps: readonly Misstep[];
}
