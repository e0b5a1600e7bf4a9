import type { KubernetesObject } from '../domain/objects.ts';
import type { PlanResult } from './action-type.ts';
import { containerNames } from './pod-template.ts';

type Problem = Extract<PlanResult, { ok: false }>;

export function noEffect(message: string): Problem {
  return { ok: false, reason: 'dry-run.no-effect', message };
}

export function invalid(message: string, remedy?: string): Problem {
  return { ok: false, reason: 'action.invalid', message, ...(remedy === undefined ? {} : { remedy }) };
}

export function noSuchContainer(workload: KubernetesObject, container: string): Problem {
  return invalid(
    `${workload.kind} ${workload.metadata.name} has no container "${container}"`,
    `its containers are: ${containerNames(workload).join(', ')}`,
  );
}
