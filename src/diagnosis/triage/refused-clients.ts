import { refText } from '../../domain/objects.ts';
import { forbiddenAccount, saysCredentialsRefused } from '../../evidence/text/trouble-words.ts';
import { isUnhealthy } from '../../evidence/views/pod-view.ts';
import { restartedLately } from '../../evidence/views/workload-health.ts';
import type { Facts, SeenPod } from './facts.ts';
import type { Rule } from './rule.ts';
import { finding } from './rule.ts';
import { textAt } from '../../domain/fields.ts';

/**
 * What only a client's log tells: a database that refuses its credentials, an API server that refuses its account. Logs
 * are written by workloads, so neither is sure, and no action follows.
 */
export const refusedClientsRule: Rule = (facts) =>
  facts.pods
    .filter((pod) => doesBadly(pod, facts.now))
    .flatMap((pod) => facts.logs.filter((log) => log.pod === pod.name).flatMap((log) => read(pod, log)));

function doesBadly(pod: SeenPod, now: Date): boolean {
  return isUnhealthy(pod) || pod.containers.some((container) => restartedLately(container, now));
}

function read(pod: SeenPod, log: Facts['logs'][number]) {
  const evidence = [pod.id, log.id];
  const account = forbiddenAccount(log.text);
  const own = textAt(pod.object, 'spec', 'serviceAccountName') ?? 'default';
  if (account?.name === own && account.namespace === pod.namespace) {
    const object = { apiVersion: 'v1', kind: 'ServiceAccount', namespace: pod.namespace, name: own };
    const why = `${refText(pod.root)} runs as ${refText(object)}, which lacks a right that its log asks for`;
    return [finding({ cause: 'rbac.forbidden', object, confidence: 0.87, sure: false, why, evidence })];
  }
  if (!saysCredentialsRefused(log.text)) return [];
  const why = `the log of ${refText(pod.root)} says that its database refuses its credentials`;
  return [
    finding({
      cause: 'database.credentials-refused',
      object: pod.root,
      confidence: 0.86,
      sure: false,
      why,
      evidence,
    }),
  ];
}
