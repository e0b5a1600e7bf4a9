import { refOf, refText } from '../../domain/objects.ts';
import { isHealthy } from '../../evidence/views/workload-health.ts';
import { replicaView } from '../../evidence/views/workload-view.ts';
import type { Rule } from './rule.ts';
import { finding } from './rule.ts';

/** Alerts about a workload's readiness; of any other alert, ready replicas prove nothing. */
const aboutReadiness =
  /crash|notready|oom|restart|replicas|waiting|imagepull|rollout|unavailable|unhealthy|probe|pending|down/iu;

/** Nothing to mend: what was wanted is there and stays up, or nothing was wanted at all. */
export const recoveredRule: Rule = (facts) => {
  if (facts.target === undefined || facts.blind('pod')) return [];
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
  if (!names.every((name) => aboutReadiness.test(name)) || !isHealthy(workload.object, facts.pods, facts.now))
    return [];
  const why = `${refText(object)} has all ${replicas.desired} replicas ready, and none restarted of late`;
  return [finding({ cause: 'transient.recovered', object, confidence: 0.9, sure: true, why, evidence })];
};
