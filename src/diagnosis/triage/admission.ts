import type { KubernetesObject, ObjectRef } from '../../domain/objects.ts';
import { refOf, refText } from '../../domain/objects.ts';
import { listAt, textAt } from '../../domain/fields.ts';
import { isWorkload, ownedBy } from '../../evidence/kinds.ts';
import { replicaFailure } from '../../evidence/replica-failure.ts';
import { admissionWebhookIn, isWebhookCallFailure } from '../../evidence/text/admission-message.ts';
import { replicaView } from '../../evidence/views/workload-view.ts';
import type { CauseCode } from '../taxonomy.ts';
import type { Facts, Seen, SeenEvent } from './facts.ts';
import type { Rule } from './rule.ts';
import { finding } from './rule.ts';

/** How controllers quote what admission answered when they tried to make a pod. */
const readings: readonly (readonly [pattern: RegExp, cause: CauseCode])[] = [
  [/violates PodSecurity/iu, 'admission.pod-security'],
  [/serviceaccount "[a-z0-9.-]{1,253}" not found/iu, 'config.missing-service-account'],
  [/exceeded quota|must specify (?:limits|requests)/iu, 'admission.quota-exceeded'],
  [/(?:maximum|minimum) \S+(?: \S+)? ?usage per|max limit to request ratio/iu, 'admission.limit-range'],
  [/failed calling webhook/iu, 'admission.webhook-unavailable'],
  [/admission webhook|ValidatingAdmissionPolicy/iu, 'admission.webhook'],
];

/** What a controller was told when it tried to make a pod, and the workload that goes without. */
interface Rejection {
  /** The evidence that quotes it. */
  readonly id: string;
  readonly message: string;
  readonly workload: Seen;
}

/** Workloads whose pods admission turns away (`FailedCreate`): there is no pod to look at, so the controller is asked. */
export const admissionRule: Rule = (facts) => {
  return rejections(facts).flatMap(({ id, message, workload }) => {
    const cause = readings.find(([pattern]) => pattern.test(message))?.[1];
    if (cause === undefined || isComplete(workload.object)) return [];
    const own = refOf(templateOwner(facts, workload).object);
    const fault = atFault(facts, cause, message);
    const object = fault === undefined ? own : refOf(fault.object);
    const by = fault === undefined ? '' : `, for ${refText(object)} stands in the way`;
    const why = `admission turns away the pods of ${refText(own)}${by}`;
    const evidence = [...new Set([id, workload.id, ...(fault === undefined ? [] : [fault.id])])];
    return [finding({ cause, object, confidence: 0.94, sure: true, why, evidence })];
  });
};

function rejections(facts: Facts): readonly Rejection[] {
  const told = facts.events
    .filter(({ reason, type }) => reason === 'FailedCreate' && type === 'Warning')
    .flatMap((event) => {
      const workload = workloadBehind(facts, event);
      return workload === undefined ? [] : [{ id: event.id, message: event.message, workload }];
    });
  const shown = facts.of('Deployment').flatMap((workload) => {
    const message = replicaFailure(workload.object);
    return message === undefined ? [] : [{ id: workload.id, message, workload }];
  });
  return [...told, ...shown];
}

/** A quota that is used up and a webhook that does not answer are at fault themselves; else the workload's template is. */
function atFault(facts: Facts, cause: CauseCode, message: string): Seen | undefined {
  if (cause === 'admission.quota-exceeded') {
    const name = /exceeded quota: (?<name>[a-z0-9.-]{1,253}),/u.exec(message)?.groups?.['name'];
    return facts.of('ResourceQuota').find(({ object }) => object.metadata.name === name);
  }
  if (cause !== 'admission.webhook-unavailable' || !isWebhookCallFailure(message)) return undefined;
  const name = admissionWebhookIn(message);
  return facts
    .of('ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration')
    .find(({ object }) => listAt(object, 'webhooks').some((hook) => textAt(hook, 'name') === name));
}

/** The event is about the ReplicaSet or Job that tried; what a person changes is its root. */
function workloadBehind(facts: Facts, event: SeenEvent): Seen | undefined {
  const [kind = '', name = ''] = event.about.split('/');
  const own = targetWorkload(facts);
  if (own !== undefined) return facts.find(own);
  const owner = facts.of(kind).find(({ object }) => object.metadata.name === name);
  if (owner !== undefined) return owner;
  return facts
    .of('Deployment')
    .find(({ object }) => kind === 'ReplicaSet' && name.replace(/-[a-z0-9]+$/u, '') === object.metadata.name);
}

function targetWorkload({ target }: Facts): ObjectRef | undefined {
  return target !== undefined && isWorkload(target) ? target : undefined;
}

/** A Job's template comes from its CronJob: the next run would be turned away as well. */
function templateOwner(facts: Facts, workload: Seen): Seen {
  return facts.of('CronJob').find(({ object }) => ownedBy(workload.object, object)) ?? workload;
}

/** Every replica is there: what was turned away once has been let in since. */
function isComplete(workload: KubernetesObject): boolean {
  const replicas = replicaView(workload);
  return replicas !== undefined && replicas.observed && replicas.ready >= replicas.desired;
}
