import type { KubernetesObject } from '../../domain/objects.ts';
import { refOf, refText } from '../../domain/objects.ts';
import { podTemplate } from '../../evidence/views/workload-view.ts';
import { evaluatePod } from '../../guardrails/pod-security/evaluate-pod.ts';
import { InvalidPodError } from '../../guardrails/pod-security/pod.ts';
import type { Facts, Seen } from './facts.ts';
import type { Finding, Rule } from './rule.ts';
import { actionOn, finding } from './rule.ts';

const enforce = 'pod-security.kubernetes.io/enforce';
const tighterLevels = ['restricted', 'baseline'] as const;
const workloads = ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Job', 'Pod', 'ReplicaSet'] as const;

/**
 * Namespaces that enforce no Pod Security level, where an alert says so. Proposes the tightest level that every pod
 * template fits, at any replica count; where only `privileged` would fit there is nothing to gain, and where some
 * workload could not be seen, nothing is proposed.
 */
export const namespaceLevelRule: Rule = (facts) => {
  if (!isAboutLevel(facts)) return [];
  return facts
    .of('Namespace')
    .filter(({ object }) => facts.namespaces.includes(object.metadata.name))
    .flatMap((namespace) => judge(facts, namespace));
};

/** Whether the alert is about how a namespace is guarded: how its workloads do is another matter then. */
export function isAboutLevel({ alerts }: Pick<Facts, 'alerts'>): boolean {
  return alerts.some(({ labels }) => /pod-?security/iu.test(labels['alertname'] ?? ''));
}

function judge(facts: Facts, { id, object }: Seen): readonly Finding[] {
  if (object.metadata.labels?.[enforce] !== undefined) return [];
  const ref = refOf(object);
  const inside = facts
    .of(...workloads)
    .filter((one) => one.object.metadata.namespace === object.metadata.name);
  const evidence = [id, ...inside.map((one) => one.id)];
  const complete = !facts.blind('workload') && !facts.blind('pod') && inside.length > 0;
  const level = complete
    ? tighterLevels.find((tight) => inside.every((one) => fits(one.object, tight)))
    : undefined;
  const why = `${refText(ref)} enforces no level; ${level === undefined ? 'none tighter than privileged is known to fit' : `every one of its ${inside.length} workloads fits ${level}`}`;
  const cause = {
    cause: 'namespace.no-pod-security-level',
    object: ref,
    confidence: 0.9,
    sure: level !== undefined,
    why,
    evidence,
  } as const;
  return [
    finding(
      cause,
      level === undefined ? [] : [actionOn(facts, 'set-labels', ref, { labels: { [enforce]: level } })],
    ),
  ];
}

/** A template that the standards cannot even read fits nothing. */
function fits(object: KubernetesObject, level: (typeof tighterLevels)[number]): boolean {
  const template = podTemplate(object);
  if (template === undefined || template === null) return false;
  try {
    return evaluatePod(template, level, 'latest').allowed;
  } catch (error) {
    if (error instanceof InvalidPodError) return false;
    throw error;
  }
}
