import type { Candidate } from '../../domain/candidate.ts';
import type { Facts } from '../triage/facts.ts';

/** A candidate before it is numbered. */
export type Offer = Omit<Candidate, 'id'>;

/** What of one action is possible here; every value comes from objects and metrics, never from text of a workload. */
export type CandidateRule = (facts: Facts) => readonly Offer[];
