import { refText } from '../../domain/objects.ts';
import { check, type VerificationCheckFunction } from '../check-context.ts';

/** The object that was deleted is gone, or another one bears its name. */
export const absence: VerificationCheckFunction = async ({ execution, cluster }) => {
  const { target } = execution.request;
  const object = await cluster.get(target);
  const gone = object === undefined || object.metadata.uid !== target.uid;
  return gone
    ? check('absence', 'holds', 'verification.gone', `${refText(target)} is gone`)
    : check('absence', 'not-yet', 'verification.still-there', `${refText(target)} is still there`);
};
