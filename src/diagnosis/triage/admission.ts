import { refText } from '../../domain/objects.ts';
import { isWorkload } from '../../evidence/kinds.ts';
import { replicaView } from '../../evidence/views/workload-view.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import type { CauseCode } from '../taxonomy.ts';
import type { Facts, Seen, SeenEvent } from './facts.ts';
import type { Rule } from './rule.ts';
import { finding } from './rule.ts';
import { refOf } from '../../domain/objects.ts';

/** How controllers quote what admission answered when they tried to make a pod. */
const readings: readonly (readonly [pattern: RegExp, cause: CauseCode])[] = [
  [/violates PodSecurity/iu, 'admission.pod-security'],
  [
    /exceeded quota|maximum (?:cpu|memory|\S+ storage)? ?usage per|must specify (?:limits|requests)|minimum \S+ usage per/iu,
    'admission.quota-exceeded',
  ],
  [/admission webhook|failed calling webhook|ValidatingAdmissionPolicy/iu, 'admission.webhook'],
];

/** Workloads whose pods admission turns away (`FailedCreate`): there is no pod to look at, so the controller is asked. */
export const admissionRule: Rule = (facts) => {
  const rejected = facts.events.filter(({ reason, type }) => reason === 'FailedCreate' && type === 'Warning');
  return rejected.flatMap((event) => {
    const cause = readings.find(([pattern]) => pattern.test(event.message))?.[1];
    const workload = workloadBehind(facts, event);
    if (cause === undefined || workload === undefined || isComplete(workload.object)) return [];
    const object = refOf(workload.object);
    const why = `admission turns away the pods of ${refText(object)}`;
    return [finding({ cause, object, confidence: 0.94, sure: true, why, evidence: [event.id, workload.id] })];
  });
};

/** The event is about the ReplicaSet or Job that tried; what a person changes is its root. */
function workloadBehind(facts: Facts, event: SeenEvent): Seen | undefined {
  const [kind = '', name = ''] = event.about.split('/');
  if (facts.target !== undefined && isWorkload(facts.target)) return facts.find(facts.target);
  const owner = facts.of(kind).find(({ object }) => object.metadata.name === name);
  if (owner !== undefined) return owner;
  return facts
    .of('Deployment')
    .find(({ object }) => kind === 'ReplicaSet' && name.replace(/-[a-z0-9]+$/u, '') === object.metadata.name);
}

/** Every replica is there: what was turned away once has been let in since. */
function isComplete(workload: KubernetesObject): boolean {
  const replicas = replicaView(workload);
  return replicas !== undefined && replicas.observed && replicas.ready >= replicas.desired;
}
