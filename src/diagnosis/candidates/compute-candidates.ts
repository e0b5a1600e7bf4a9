import type { Candidate } from '../../domain/candidate.ts';
import { refKey } from '../../domain/objects.ts';
import type { Facts } from '../triage/facts.ts';
import type { CandidateRule, Offer } from './candidate-rule.ts';
import { deleteJobCandidates } from './delete-job.ts';
import { patchServiceSelectorCandidates } from './patch-service-selector.ts';
import { restartWorkloadCandidates } from './restart-workload.ts';
import { setLabelsCandidates } from './set-labels.ts';
import { setResourcesCandidates } from './set-resources.ts';

const rules: readonly CandidateRule[] = [
  setResourcesCandidates,
  deleteJobCandidates,
  patchServiceSelectorCandidates,
  restartWorkloadCandidates,
  setLabelsCandidates,
];

const mostCandidates = 24;

/** What a model may pick from, the actions on the incident's own target first. */
export function computeCandidates(facts: Facts): readonly Candidate[] {
  const own = facts.target === undefined ? undefined : refKey(facts.target);
  const isOwn = (offer: Offer) => Number(refKey(offer.target) === own);
  const offers = rules.flatMap((rule) => rule(facts)).toSorted((a, b) => isOwn(b) - isOwn(a));
  return offers
    .slice(0, mostCandidates)
    .map((offer, index) => Object.freeze({ id: `cand_${index + 1}`, ...offer }));
}
