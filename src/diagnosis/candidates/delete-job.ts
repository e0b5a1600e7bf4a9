import { refOf, refText } from '../../domain/objects.ts';
import { jobView } from '../../evidence/views/job-view.ts';
import type { CandidateRule } from './candidate-rule.ts';

/** Deleting a Job that has failed; never one that runs or has completed. */
export const deleteJobCandidates: CandidateRule = (facts) =>
  facts.of('Job').flatMap(({ id, object }) => {
    if (jobView(object).state !== 'failed') return [];
    const target = refOf(object);
    return [
      {
        action: 'delete-job',
        target,
        evidence: [id],
        values: {},
        required: [],
        why: `delete the failed ${refText(target)} and its pods; its logs are lost with them`,
      },
    ];
  });
