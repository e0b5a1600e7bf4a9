import type { VerificationName } from '../actions/action-type.ts';
import { ClusterError } from '../ports/cluster.ts';
import { check, type VerificationCheckFunction } from './check-context.ts';
import { absence } from './checks/absence.ts';
import { completion } from './checks/completion.ts';
import { condition } from './checks/condition.ts';
import { endpoints } from './checks/endpoints.ts';
import { restarts } from './checks/restarts.ts';
import { rollout } from './checks/rollout.ts';
import { values } from './checks/values.ts';

/** Every check by its name; one that cannot look says so and does not hold. */
export const verificationChecks: Readonly<Record<VerificationName, VerificationCheckFunction>> = {
  absence: careful('absence', absence),
  completion: careful('completion', completion),
  condition: careful('condition', condition),
  endpoints: careful('endpoints', endpoints),
  restarts: careful('restarts', restarts),
  rollout: careful('rollout', rollout),
  values: careful('values', values),
};

function careful(name: VerificationName, look: VerificationCheckFunction): VerificationCheckFunction {
  return async (context) => {
    try {
      return await look(context);
    } catch (cause) {
      if (!(cause instanceof ClusterError)) throw cause;
      return check(name, 'could-not-look', 'verification.could-not-look', `could not look: ${cause.message}`);
    }
  };
}
