import type { EvidenceItem, EvidenceKind } from '../domain/evidence.ts';
import type { KubernetesObject, ObjectRef } from '../domain/objects.ts';
import { refOf, refText } from '../domain/objects.ts';
import type { Observation } from './collector.ts';
import type { Description } from './describe/description.ts';
import {
  describeClaim,
  describeLimitRange,
  describeNamespace,
  describeNode,
  describeQuota,
} from './describe/describe-cluster.ts';
import { describeApiService, describeLease, describeWebhooks } from './describe/describe-control-plane.ts';
import { describeCronJob, describeJob } from './describe/describe-job.ts';
import { describeCertificate, describeIngress, describeNetworkPolicy } from './describe/describe-network.ts';
import { describePod } from './describe/describe-pod.ts';
import { describeConfigMap } from './describe/describe-config-map.ts';
import { describeAutoscaler, describeBudget } from './describe/describe-scaling.ts';
import { describeEndpointSlice, describeService } from './describe/describe-service.ts';
import {
  describeAttachment,
  describeClass,
  describeServiceAccount,
  describeVolume,
} from './describe/describe-storage.ts';
import { describeWorkload } from './describe/describe-workload.ts';
import { getText } from './request-text.ts';

interface Look {
  readonly kind: EvidenceKind;
  /** Whether only the API server and its controllers wrote what the description shows. */
  readonly trust: EvidenceItem['trust'];
  readonly describe: (object: KubernetesObject) => Description;
}

const looks: Readonly<Record<string, Look>> = {
  Deployment: { kind: 'workload', trust: 'untrusted', describe: describeWorkload },
  StatefulSet: { kind: 'workload', trust: 'untrusted', describe: describeWorkload },
  DaemonSet: { kind: 'workload', trust: 'untrusted', describe: describeWorkload },
  ReplicaSet: { kind: 'workload', trust: 'untrusted', describe: describeWorkload },
  Pod: { kind: 'pod', trust: 'untrusted', describe: describePod },
  Job: { kind: 'job', trust: 'trusted', describe: describeJob },
  CronJob: { kind: 'cronjob', trust: 'trusted', describe: describeCronJob },
  Service: { kind: 'service', trust: 'untrusted', describe: describeService },
  EndpointSlice: { kind: 'endpoints', trust: 'trusted', describe: describeEndpointSlice },
  Namespace: { kind: 'namespace', trust: 'trusted', describe: describeNamespace },
  Node: { kind: 'node', trust: 'trusted', describe: describeNode },
  PersistentVolumeClaim: { kind: 'storage', trust: 'trusted', describe: describeClaim },
  ResourceQuota: { kind: 'quota', trust: 'trusted', describe: describeQuota },
  HorizontalPodAutoscaler: { kind: 'autoscaler', trust: 'trusted', describe: describeAutoscaler },
  PodDisruptionBudget: { kind: 'budget', trust: 'trusted', describe: describeBudget },
  Ingress: { kind: 'ingress', trust: 'untrusted', describe: describeIngress },
  NetworkPolicy: { kind: 'network-policy', trust: 'untrusted', describe: describeNetworkPolicy },
  Certificate: { kind: 'certificate', trust: 'untrusted', describe: describeCertificate },
  PersistentVolume: { kind: 'storage', trust: 'trusted', describe: describeVolume },
  StorageClass: { kind: 'storage', trust: 'trusted', describe: describeClass },
  VolumeAttachment: { kind: 'storage', trust: 'trusted', describe: describeAttachment },
  ConfigMap: { kind: 'service', trust: 'untrusted', describe: describeConfigMap },
  ServiceAccount: { kind: 'account', trust: 'untrusted', describe: describeServiceAccount },
  Lease: { kind: 'control-plane', trust: 'trusted', describe: describeLease },
  APIService: { kind: 'control-plane', trust: 'trusted', describe: describeApiService },
  MutatingWebhookConfiguration: { kind: 'webhook', trust: 'trusted', describe: describeWebhooks },
  ValidatingWebhookConfiguration: { kind: 'webhook', trust: 'trusted', describe: describeWebhooks },
  LimitRange: { kind: 'quota', trust: 'trusted', describe: describeLimitRange },
};

const bare: Look = {
  kind: 'workload',
  trust: 'trusted',
  describe: (object) => ({ summary: refText(refOf(object)) }),
};

/** What is to be seen of one object; a kind that Firebreak does not know is only named. */
export function observe(object: KubernetesObject): Observation {
  const { kind, trust, describe } = looks[object.kind] ?? bare;
  const ref = refOf(object);
  return { kind, ref, source: getText(ref), trust, status: 'seen', ...describe(object), object };
}

/** The same without the detail, for objects that are only neighbours. */
export function observeBriefly(object: KubernetesObject): Observation {
  const { detail: _detail, ...brief } = observe(object);
  return brief;
}

/** How the summary of an object begins that was looked for and is not there. */
export const absence = 'does not exist: ';

/** That an object is not there, as far as it had to be looked for. */
export function observeAbsence(kind: EvidenceKind, ref: ObjectRef, why: string): Observation {
  const summary = `${absence}${refText(ref)}, ${why}`;
  return { kind, ref, source: getText(ref), trust: 'untrusted', status: 'seen', summary };
}
