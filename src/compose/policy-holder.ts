import type { Logger } from 'pino';
import { loadPolicies, packagedPolicies } from '../guardrails/policies/load-policies.ts';
import type { Policies } from '../guardrails/policies/policies.ts';
import { PolicyError } from '../guardrails/policies/policy-error.ts';

/** The policies in force. */
export interface PolicyHolder {
  current(): Policies;
  /** Reads the folder again; a broken set is said and the old one kept. */
  reload(): void;
}

/** Loads the policies of a folder, the packaged ones unless given. Throws `PolicyError` where they are broken. */
export function holdPolicies(
  folder: string | undefined,
  logger: Logger,
  adjust: (policies: Policies) => Policies = (policies) => policies,
): PolicyHolder {
  const load = () => adjust(loadPolicies(folder ?? packagedPolicies));
  let policies = load();
  return {
    current: () => policies,
    reload() {
      try {
        policies = load();
        logger.info({ version: policies.version }, 'policies reloaded');
      } catch (cause) {
        if (!(cause instanceof PolicyError)) throw cause;
        logger.error(
          { problem: cause.message, version: policies.version },
          'policies not reloaded: the old ones stay',
        );
      }
    },
  };
}
