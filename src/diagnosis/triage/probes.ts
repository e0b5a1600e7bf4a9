import { refText } from '../../domain/objects.ts';
import { lastTermination } from '../../evidence/views/pod-view.ts';
import { restartedLately } from '../../evidence/views/workload-health.ts';
import type { CauseCode } from '../taxonomy.ts';
import type { Facts, SeenPod } from './facts.ts';
import type { Rule } from './rule.ts';
import { finding } from './rule.ts';

/**
 * Probes that fail while the container runs. An application that crashes fails its probes too, so a crash of its own
 * comes first. https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
 */
export const probesRule: Rule = (facts) =>
  facts.pods.flatMap((pod) => {
    if (crashesByItself(pod)) return [];
    const events = facts.events.filter(
      ({ about, reason }) => about === `Pod/${pod.name}` && (reason === 'Unhealthy' || reason === 'Killing'),
    );
    const cause = probeAtFault(facts, pod, events.map(({ message }) => message).join('\n'));
    if (cause === undefined) return [];
    const why = `${refText(pod.root)}: ${cause.split('.')[1]?.split('-')[0] ?? 'a'} probe fails on pod ${pod.name}`;
    const evidence = [pod.id, ...events.map(({ id }) => id)];
    return [finding({ cause, object: pod.root, confidence: 0.8, sure: false, why, evidence })];
  });

function probeAtFault(facts: Facts, pod: SeenPod, words: string): CauseCode | undefined {
  const restarted = pod.containers.some(
    (container) =>
      !container.init &&
      (restartedLately(container, facts.now) || container.waiting?.reason === 'CrashLoopBackOff'),
  );
  if (restarted && /startup probe failed|failed startup probe/iu.test(words)) return 'probe.startup-failing';
  if (restarted && /liveness probe failed|failed liveness probe/iu.test(words))
    return 'probe.liveness-failing';
  const runsUnready = pod.containers.some(
    (container) => container.runningSince !== undefined && !container.ready && !container.init,
  );
  return runsUnready && /readiness probe failed/iu.test(words) ? 'probe.readiness-failing' : undefined;
}

/** Ended with a code of its own, not by a signal of the kubelet. */
function crashesByItself(pod: SeenPod): boolean {
  return pod.containers.some((container) => {
    const end = lastTermination(container);
    if (end === undefined) return false;
    return (
      end.reason === 'OOMKilled' || (end.exitCode !== undefined && ![0, 137, 143].includes(end.exitCode))
    );
  });
}
