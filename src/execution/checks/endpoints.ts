import { refText } from '../../domain/objects.ts';
import { endpointOwners } from '../../evidence/endpoint-owners.ts';
import { check, type VerificationCheckFunction } from '../check-context.ts';

/** The Service has ready endpoints, and they all belong to one workload: a count alone would hide a foreign pod. */
export const endpoints: VerificationCheckFunction = async ({ execution, cluster }) => {
  const { target } = execution.request;
  if (target.kind !== 'Service') return [];
  const owners = (await endpointOwners(target, cluster)).map(refText);
  const name = refText(target);
  if (owners.length === 1) {
    const message = `${name} sends traffic to ${owners.join('')} alone`;
    return check('endpoints', 'holds', 'verification.endpoints-owned', message);
  }
  const message =
    owners.length === 0
      ? `${name} has no ready endpoint`
      : `${name} sends traffic to ${owners.join(' and ')}`;
  return check('endpoints', 'not-yet', 'verification.endpoints-foreign', message);
};
