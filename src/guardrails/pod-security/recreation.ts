import { listAt, textAt } from '../../domain/fields.ts';
import type { KubernetesObject, ObjectRef } from '../../domain/objects.ts';
import { type PodTemplate, podTemplateOf } from '../workloads/pod-template.ts';
import { templatesOf, type Workload } from '../workloads/workload.ts';
import { evaluate } from './evaluate-pod.ts';
import type { Enforcement } from './level.ts';
import { type Pod, readPod } from './pod.ts';

/** A root workload with the pods that would come if those that it has now went. */
export interface Recreation {
  readonly ref: ObjectRef;
  readonly pods: readonly Pod[];
}

/** Throws `InvalidPodError`. */
export function recreationOf(workload: Workload): Recreation {
  return { ref: workload.ref, pods: podsToCome(workload).map(readPod) };
}

/** Why the pods could not be recreated under a policy, in short reasons; empty where they could. */
export function recreationProblems({ pods }: Recreation, { level, version }: Enforcement): readonly string[] {
  const reasons = pods.flatMap((pod) =>
    evaluate(pod, level, version).violations.map((violation) => violation.reason),
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
