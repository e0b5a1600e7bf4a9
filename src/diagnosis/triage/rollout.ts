import { listAt, textAt } from '../../domain/fields.ts';
import { refOf, refText } from '../../domain/objects.ts';
import type { Rule } from './rule.ts';
import { finding } from './rule.ts';

/**
 * A roll-out that made no progress within its deadline. What holds its pods up is named by other rules; this one says
 * that the revision is the suspect. https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#failed-deployment
 */
export const rolloutRule: Rule = (facts) => {
  if (facts.target?.kind !== 'Deployment') return [];
  const deployment = facts.find(facts.target);
  if (deployment === undefined) return [];
  const stuck = listAt(deployment.object, 'status', 'conditions').some(
    (condition) =>
      textAt(condition, 'type') === 'Progressing' &&
      textAt(condition, 'reason') === 'ProgressDeadlineExceeded',
  );
  if (!stuck) return [];
  const object = refOf(deployment.object);
  const revisions = facts.items
    .filter(({ kind, status }) => kind === 'rollout' && status === 'seen')
    .slice(0, 2);
  const why = `the newest revision of ${refText(object)} made no progress within its deadline`;
  const evidence = [deployment.id, ...revisions.map(({ id }) => id)];
  return [finding({ cause: 'workload.rollout-stuck', object, confidence: 0.55, sure: false, why, evidence })];
};
