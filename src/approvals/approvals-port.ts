import type { Caller, Decider } from '../domain/decision.ts';
import type { Incident } from '../domain/incident.ts';
import type { GivenDecision, Objection } from './objection.ts';
import type { Waiting } from './waiting-for.ts';

export type DecideResult =
  | { readonly ok: true; readonly incident: Incident }
  | ({ readonly ok: false } & Objection);

/** What every window through which people decide has of the approvals. */
export interface ApprovalsPort {
  /** Persisted before it returns. */
  decide(given: GivenDecision): Promise<DecideResult>;
  /** Proposes the stored inverses of what ran, as a new proposal through all five layers. */
  undo(input: { readonly incident: string; readonly by: Decider }): Promise<DecideResult>;
  /** What waits for people, with what keeps this one from approving it; the oldest first, at most `limit`. */
  waiting(by: Caller, limit: number): Promise<readonly Waiting[]>;
}
