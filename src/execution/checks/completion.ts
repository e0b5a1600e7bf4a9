import { listAt, textAt } from '../../domain/fields.ts';
import { refText } from '../../domain/objects.ts';
import { check, type VerificationCheckFunction } from '../check-context.ts';

/** The Job that was started has run to its end. */
export const completion: VerificationCheckFunction = async ({ execution, cluster }) => {
  const { target } = execution.request;
  const job = await cluster.get(target);
  const name = refText(target);
  if (job === undefined) return check('completion', 'broken', 'verification.run-failed', `${name} is gone`);
  const has = (type: string) =>
    listAt(job, 'status', 'conditions').some(
      (condition) => textAt(condition, 'type') === type && textAt(condition, 'status') === 'True',
    );
  if (has('Complete')) return check('completion', 'holds', 'verification.completed', `${name} has completed`);
  return has('Failed')
    ? check('completion', 'broken', 'verification.run-failed', `${name} has failed`)
    : check('completion', 'not-yet', 'verification.running', `${name} has not ended yet`);
};
