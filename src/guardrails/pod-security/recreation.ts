import { listAt, textAt } from '../../domain/fields.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { type PodTemplate, podTemplateOf } from '../workloads/pod-template.ts';
import { templatesOf, type Workload } from '../workloads/workload.ts';
import { evaluatePod } from './evaluate-pod.ts';
import type { Enforcement } from './level.ts';

/** Why the pods of a workload could not be recreated under a policy, in short reasons; empty where they could. */
export function recreationProblems(workload: Workload, { level, version }: Enforcement): readonly string[] {
  const reasons = podsToCome(workload).flatMap((pod) =>
    evaluatePod(pod, level, version).violations.map((violation) => violation.reason),
  );
  return [...new Set(reasons)];
}

/**
 * What the next pods look like: the templates, and live pods in which admission put containers that no template has
 * (a service mesh's sidecar), for the next pods get them too.
 */
function podsToCome(workload: Workload): readonly PodTemplate[] {
  const templates = templatesOf(workload);
  const planned = new Set(templates.flatMap(containerNames));
  const injected = workload.pods
    .map(withoutDebugContainers)
    .filter((pod) => pod !== undefined)
    .filter((pod) => containerNames(pod).some((name) => !planned.has(name)));
  return [...templates, ...injected];
}

/** Ephemeral containers die with their pod. */
function withoutDebugContainers(pod: KubernetesObject): PodTemplate | undefined {
  const template = podTemplateOf(pod);
  return template && { ...template, spec: { ...Object(template.spec), ephemeralContainers: [] } };
}

function containerNames(template: PodTemplate): readonly string[] {
  return ['initContainers', 'containers'].flatMap((list) =>
    listAt(template.spec, list).map((container) => textAt(container, 'name') ?? ''),
  );
}
