import { refKey } from '../../domain/objects.ts';
import type { Workload } from '../workloads/workload.ts';
import { type Container, containersOf } from './containers.ts';

/** Kinds whose instances hold data or work of their own: two of one image are still two things. */
const unlikeByKind: ReadonlySet<string> = new Set(['StatefulSet', 'Job', 'CronJob']);

/**
 * What tells whether workloads serve the same thing, as a canary and a stable Deployment do: the same images (whatever
 * their tags) and ports. Without declared ports only the same command tells, for one image often plays many roles.
 */
export function applicationOf(workload: Workload): string {
  return unlikeByKind.has(workload.ref.kind) ? refKey(workload.ref) : fingerprint(workload);
}

export function isSameApplication(one: Workload, other: Workload): boolean {
  return applicationOf(one) === applicationOf(other);
}

function fingerprint(workload: Workload): string {
  const containers = containersOf(workload);
  const declaresPorts = containers.some(({ ports }) => ports.length > 0);
  const facts = containers.map((container) => [
    container.repository,
    portsText(container),
    declaresPorts ? '' : container.commandLine,
  ]);
  return JSON.stringify([...new Set(facts.map((fact) => JSON.stringify(fact)))].sort());
}

function portsText({ ports }: Container): string {
  return ports
    .map(({ number, protocol }) => `${number}/${protocol}`)
    .sort()
    .join(',');
}
