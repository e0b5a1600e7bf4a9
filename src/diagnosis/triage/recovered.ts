import { listAt, textAt } from '../../domain/fields.ts';
import type { KubernetesObject, ObjectRef } from '../../domain/objects.ts';
import { refOf, refText } from '../../domain/objects.ts';
import { jobView } from '../../evidence/views/job-view.ts';
import { isStuck, podView } from '../../evidence/views/pod-view.ts';
import { isHealthy, restartedLately } from '../../evidence/views/workload-health.ts';
import { replicaView } from '../../evidence/views/workload-view.ts';
import type { Facts, Seen } from './facts.ts';
import type { Finding, Rule } from './rule.ts';
import { finding } from './rule.ts';

/** Alerts about a workload's readiness; of any other alert, ready replicas prove nothing. */
const aboutReadiness =
  /crash|notready|oom|restart|replicas|waiting|imagepull|rollout|unavailable|unhealthy|probe|pending|down/iu;

/** A bare pod's alerts: also those of what runs in it, such as a storage engine's instance manager. */
const aboutPods =
  /pod|crash|notready|restart|waiting|probe|liveness|readiness|down|time-?out|instancemanager|unhealthy/iu;

/** Nothing to mend: what was wanted is there and stays up, or nothing was wanted at all. */
export const recoveredRule: Rule = (facts) => {
  if (facts.target === undefined || facts.blind('pod')) return [];
  const alone = recoveredAlone(facts, facts.target);
  if (alone !== undefined) return [alone];
  const workload = facts.find(facts.target);
  const replicas = workload === undefined ? undefined : replicaView(workload.object);
  if (workload === undefined || replicas === undefined) return [];
  const object = refOf(workload.object);
  const evidence = [workload.id, ...facts.pods.map(({ id }) => id)];
  if (replicas.desired === 0) {
    const why = `${refText(object)} is scaled to zero; someone may have meant it`;
    return [
      finding({ cause: 'workload.scaled-to-zero', object, confidence: 0.85, sure: false, why, evidence }),
    ];
  }
  const names = facts.alerts.map(({ labels }) => labels['alertname'] ?? '');
  if (
    names.some((name) => /hpa|autoscal/iu.test(name)) &&
    facts.of('HorizontalPodAutoscaler').some(isStopped)
  )
    return [];
  if (!names.every((name) => aboutReadiness.test(name)) || !isHealthy(workload.object, facts.pods, facts.now))
    return [];
  const why = `${refText(object)} has all ${replicas.desired} replicas ready, and none restarted of late`;
  return [finding({ cause: 'transient.recovered', object, confidence: 0.9, sure: true, why, evidence })];
};

/** Objects whose own status says that they are well again, whatever their pods. */
function recoveredAlone(facts: Facts, target: ObjectRef): Finding | undefined {
  const seen = facts.find(target);
  if (seen === undefined || !isWellAgain(facts, seen)) return undefined;
  const object = refOf(seen.object);
  const why = `${refText(object)} is well again: nothing of what the alert tells holds any more`;
  return finding({
    cause: 'transient.recovered',
    object,
    confidence: 0.88,
    sure: true,
    why,
    evidence: [seen.id],
  });
}

function isWellAgain(facts: Facts, { object }: Seen): boolean {
  const names = facts.alerts.map(({ labels }) => labels['alertname'] ?? '');
  const isAbout = (pattern: RegExp) => names.length > 0 && names.every((name) => pattern.test(name));
  switch (object.kind) {
    case 'Pod': {
      const pod = podView(object);
      const steady =
        pod.ready && pod.containers.every((one) => !isStuck(one) && !restartedLately(one, facts.now));
      return steady && isAbout(aboutPods);
    }
    case 'Node':
      return isAbout(/notready|unreachable|flapping|pressure/iu) && isWellNode(object);
    case 'Job':
      return isAbout(/job/iu) && jobView(object).state === 'complete';
    case 'PersistentVolumeClaim':
      return isAbout(/pending|unbound|notbound/iu) && textAt(object, 'status', 'phase') === 'Bound';
    default:
      return false;
  }
}

/** An autoscaler that does not scale is no better for the replicas that happen to be there. */
function isStopped({ object: scaler }: Seen): boolean {
  return listAt(scaler, 'status', 'conditions').some(
    (condition) =>
      ['ScalingActive', 'AbleToScale'].includes(textAt(condition, 'type') ?? '') &&
      textAt(condition, 'status') === 'False' &&
      textAt(condition, 'reason') !== 'ScalingDisabled',
  );
}

function isWellNode(node: KubernetesObject): boolean {
  const conditions = listAt(node, 'status', 'conditions');
  return (
    conditions.length > 0 &&
    conditions.every((condition) =>
      textAt(condition, 'type') === 'Ready'
        ? textAt(condition, 'status') === 'True'
        : textAt(condition, 'status') === 'False',
    )
  );
}
