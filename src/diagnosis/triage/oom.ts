import { listAt, textAt, textMapAt } from '../../domain/fields.ts';
import { refOf, refText } from '../../domain/objects.ts';
import { rollingKinds } from '../../evidence/kinds.ts';
import { isStuck } from '../../evidence/views/pod-view.ts';
import type { ContainerView, Termination } from '../../evidence/views/pod-view.ts';
import { restartedLately } from '../../evidence/views/workload-health.ts';
import type { TemplateContainer } from '../../evidence/views/workload-view.ts';
import { templateContainers } from '../../evidence/views/workload-view.ts';
import { memoryLimitsFor } from '../candidates/set-resources.ts';
import type { Facts, Seen, SeenPod } from './facts.ts';
import type { Finding, Rule } from './rule.ts';
import { actionOn, finding } from './rule.ts';

/** A container that lived this long before it was killed may leak: a higher limit would only put it off. */
const leakSuspicion = 6 * 3_600_000;

/**
 * Containers that the kernel killed at their memory limit (`OOMKilled`), while they still do badly.
 * https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/
 */
export const oomRule: Rule = (facts) =>
  facts.pods.flatMap((pod) =>
    pod.containers.flatMap((container) => {
      const kill = [container.terminated, container.last].find((end) => end?.reason === 'OOMKilled');
      const stillBad =
        isStuck(container) || container.terminated !== undefined || restartedLately(container, facts.now);
      return kill !== undefined && stillBad ? [judge(facts, pod, container, kill)] : [];
    }),
  );

function judge(facts: Facts, pod: SeenPod, container: ContainerView, kill: Termination): Finding {
  const workload = facts.find(pod.root);
  const limit = templateContainers(pod.object).find(({ name }) => name === container.name)?.limits['memory'];
  const now =
    workload === undefined
      ? undefined
      : templateContainers(workload.object).find(({ name }) => name === container.name);
  const evidence = [pod.id, ...(workload === undefined ? [] : [workload.id])];
  const where = `container ${container.name} of ${refText(pod.root)}`;
  if (limit === undefined) {
    const why = `${where} was OOM-killed and has no memory limit of its own: its node ran short of memory`;
    return finding({
      cause: 'container.oom-killed',
      object: pod.root,
      confidence: 0.7,
      sure: false,
      why,
      evidence,
    });
  }
  const range = now?.limits['memory'] === undefined ? rangeThatGives(facts, pod, limit) : undefined;
  const changed = now !== undefined && now.limits['memory'] !== limit && range === undefined;
  const why = changed
    ? `${where} was OOM-killed at its old limit ${limit}; its template now says ${now.limits['memory'] ?? 'none'}`
    : `${where} was OOM-killed at its memory limit ${limit}${range === undefined ? '' : `, which ${refText(refOf(range.object))} gives it`}, ${container.restarts} restarts so far`;
  const cause = {
    cause: 'container.oom-killed',
    object: pod.root,
    confidence: 0.97,
    sure: true,
    why,
    evidence,
  } as const;
  const present = now === undefined ? undefined : { ...now, limits: { ...now.limits, memory: limit } };
  return finding(cause, changed || mayLeak(kill) || present === undefined ? [] : raise(facts, pod, present));
}

/**
 * The LimitRange whose default limit is the one that a container runs with and its template does not name.
 * https://kubernetes.io/docs/concepts/policy/limit-range/
 */
function rangeThatGives(facts: Facts, pod: SeenPod, limit: string): Seen | undefined {
  return facts
    .of('LimitRange')
    .filter(({ object }) => object.metadata.namespace === pod.namespace)
    .find(({ object }) =>
      listAt(object, 'spec', 'limits').some(
        (range) => textAt(range, 'type') === 'Container' && textMapAt(range, 'default')['memory'] === limit,
      ),
    );
}

function raise(facts: Facts, pod: SeenPod, container: TemplateContainer) {
  const workload = facts.find(pod.root);
  if (workload === undefined || !rollingKinds.some((kind) => kind === workload.object.kind)) return [];
  const memory = memoryLimitsFor(facts, workload, container).at(-1);
  if (memory === undefined) return [];
  return [actionOn(facts, 'set-resources', pod.root, { container: container.name, limits: { memory } })];
}

function mayLeak({ startedAt, finishedAt }: Termination): boolean {
  if (startedAt === undefined || finishedAt === undefined) return false;
  return Date.parse(finishedAt) - Date.parse(startedAt) >= leakSuspicion;
}
