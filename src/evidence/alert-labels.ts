import type { Alert } from '../domain/alert.ts';
import { alertName } from '../domain/alert.ts';
import type { ObjectRef } from '../domain/objects.ts';
import { servicesOfRouter, serviceOfHost, urlHost } from './alert-addresses.ts';
import type { KnownKind } from './kinds.ts';
import { isNamespaced, known } from './kinds.ts';
import type { Labels } from './scrape-labels.ts';
import { isAboutNode, isControlPlaneScrape, metricLabels } from './scrape-labels.ts';

/** What an alert's labels claim to be about; nothing here has been looked up. docs/targets.md has the rules. */
export interface LabelledObjects {
  readonly namespace?: string;
  /** Labels that only a metric about the object itself carries, best first: a missing object is really missing. */
  readonly named: readonly ObjectRef[];
  /** Labels that a scrape could have added as well, best first: a missing object may never have been meant. */
  readonly claimed: readonly ObjectRef[];
  /** Readings of one ambiguous label: an object is meant only where it alone of them exists. */
  readonly either: readonly ObjectRef[];
  /** Host of `instance`, where nothing but it can name the node. */
  readonly host?: string;
  /** The pod that was scraped, where all it tells is which node it runs on. */
  readonly scraped?: ObjectRef;
  /** Host name of a probed address: an Ingress may serve it. */
  readonly probed?: string;
}

const namedKinds: readonly (readonly [label: string, kind: KnownKind])[] = [
  ['job_name', 'Job'],
  ['cronjob', 'CronJob'],
  ['deployment', 'Deployment'],
  ['statefulset', 'StatefulSet'],
  ['daemonset', 'DaemonSet'],
  ['replicaset', 'ReplicaSet'],
  ['replicationcontroller', 'ReplicationController'],
  ['horizontalpodautoscaler', 'HorizontalPodAutoscaler'],
  ['hpa', 'HorizontalPodAutoscaler'],
  ['poddisruptionbudget', 'PodDisruptionBudget'],
  ['persistentvolumeclaim', 'PersistentVolumeClaim'],
  ['persistentvolume', 'PersistentVolume'],
  ['resourcequota', 'ResourceQuota'],
  ['ingress', 'Ingress'],
];

/** Values of `workload_type` in the recording rules of kubernetes-mixin. */
const workloadTypes: Readonly<Record<string, KnownKind>> = {
  deployment: 'Deployment',
  statefulset: 'StatefulSet',
  daemonset: 'DaemonSet',
  replicaset: 'ReplicaSet',
  job: 'Job',
  cronjob: 'CronJob',
};

/** Alerts whose metric has a label called `name`, which elsewhere means anything. */
const namesInName: readonly (readonly [alert: RegExp, kind: KnownKind])[] = [
  [/^(?:cert-?manager)?cert(?:ificate|manager)?.*(?:cert|expir|ready|renew|issu)/iu, 'Certificate'],
  [/aggregatedapi/iu, 'APIService'],
];

const objectName = /^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/u;

/**
 * Reads the labels that Kubernetes' metrics use. `job` always names the scrape job, never a Job. Values that cannot be
 * names of objects are left out.
 */
export function labelledObjects(alert: Pick<Alert, 'labels'>): LabelledObjects {
  const { labels, foreignNamespace } = metricLabels(alert.labels);
  const namespace = nameIn(labels, 'namespace');
  const instance = alert.labels['instance'] ?? '';
  const probed = urlHost(alert.labels['target'] ?? instance);
  const host = hostIn(labels);
  const { pod } = alert.labels;
  return {
    ...(namespace === undefined || foreignNamespace ? {} : { namespace }),
    named: [
      ...volumeIn(labels),
      ...namedKinds.flatMap(([label, kind]) => refs(kind, nameIn(labels, label), namespace)),
      ...refs(workloadTypes[labels['workload_type'] ?? ''], nameIn(labels, 'workload'), namespace),
      ...namesInName
        .filter(([names]) => names.test(alertName(alert)))
        .flatMap(([, kind]) => refs(kind, nameIn(labels, 'name'), namespace)),
    ],
    claimed: [
      // An instance manager runs where Longhorn itself does: in the namespace of the scrape.
      ...refs('Pod', nameIn(labels, 'instance_manager'), nameIn(alert.labels, 'namespace')),
      ...refs('Pod', nameIn(labels, 'pod'), namespace),
      ...refs('Node', nameIn(labels, 'node'), namespace),
      ...refs('Service', nameIn(labels, 'service'), namespace),
      ...(probed === undefined ? [] : serviceOfHost(probed)),
    ],
    either: servicesOfRouter(labels['service'] ?? labels['exported_service'] ?? ''),
    ...(host === undefined ? {} : { host }),
    ...(isAboutNode(alert.labels) && pod !== undefined && objectName.test(pod)
      ? { scraped: known('Pod', pod, alert.labels['namespace'] ?? '') }
      : {}),
    ...(probed === undefined ? {} : { probed }),
  };
}

/** Longhorn names the claim of a volume; a volume without one is named like its PersistentVolume. */
function volumeIn(labels: Labels): readonly ObjectRef[] {
  const claim = nameIn(labels, 'pvc');
  const namespace = nameIn(labels, 'pvc_namespace');
  if (claim !== undefined && namespace !== undefined)
    return [known('PersistentVolumeClaim', claim, namespace)];
  const volume = nameIn(labels, 'volume');
  return volume?.startsWith('pvc-') === true ? [known('PersistentVolume', volume)] : [];
}

function hostIn(labels: Labels): string | undefined {
  const { instance, namespace } = labels;
  if (instance === undefined || instance.includes('://')) return undefined;
  if (namespace !== undefined && !isAboutNode(labels) && !isControlPlaneScrape(labels)) return undefined;
  return instance.replace(/:\d+$/u, '').replace(/^\[(.*)\]$/u, '$1');
}

function nameIn(labels: Labels, label: string): string | undefined {
  const value = labels[label];
  return value !== undefined && objectName.test(value) ? value : undefined;
}

/** A namespaced kind without a namespace cannot be looked up. */
function refs(
  kind: KnownKind | undefined,
  name: string | undefined,
  namespace: string | undefined,
): readonly ObjectRef[] {
  if (kind === undefined || name === undefined) return [];
  if (!isNamespaced(kind)) return [known(kind, name)];
  return namespace === undefined ? [] : [known(kind, name, namespace)];
}
