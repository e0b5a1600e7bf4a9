import type { Alert } from '../domain/alert.ts';
import type { ObjectRef } from '../domain/objects.ts';
import { known } from './kinds.ts';
import type { KnownKind } from './kinds.ts';

/** What an alert's labels claim to be about; nothing here has been looked up. */
export interface LabelledObjects {
  readonly namespace?: string;
  /** Labels that only a metric about the object itself carries, best first: a missing object is really missing. */
  readonly named: readonly ObjectRef[];
  /** Labels that a scrape could have added as well, best first: a missing object may never have been meant. */
  readonly claimed: readonly ObjectRef[];
  /** Host of `instance`, where nothing but it can name the node. */
  readonly host?: string;
}

type Labels = Readonly<Record<string, string>>;

/** Labels that Prometheus itself attaches to whatever it scrapes in a cluster. */
const scrapeLabels = ['namespace', 'pod', 'container', 'service', 'node'] as const;

const namedKinds: readonly (readonly [label: string, kind: KnownKind])[] = [
  ['job_name', 'Job'],
  ['cronjob', 'CronJob'],
  ['deployment', 'Deployment'],
  ['statefulset', 'StatefulSet'],
  ['daemonset', 'DaemonSet'],
  ['replicaset', 'ReplicaSet'],
  ['horizontalpodautoscaler', 'HorizontalPodAutoscaler'],
  ['persistentvolumeclaim', 'PersistentVolumeClaim'],
];

const objectName = /^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/u;
const exporter = /kube-state-metrics|node-exporter|kube-rbac-proxy/u;
const nodeScrape = /node[-_]?exporter|kubelet/u;

/**
 * Reads the labels that Kubernetes' metrics use. Labels lie in two ways, and the rules against it are:
 *
 * 1. Where a scrape's labels collide with the metric's own, Prometheus keeps the metric's as `exported_*` (unless
 *    `honor_labels`). So once there is one of them, the unprefixed namesakes describe the exporter: they are left out.
 *    https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config
 * 2. With `honor_labels`, a metric without a pod of its own keeps the exporter's `pod`, `container`, `service` and
 *    `instance`. So where `container` is a known exporter's, they are left out, save for `kube_pod_*` metrics about
 *    the exporter's own pod, which carry the pod's `uid`.
 *
 * `job` always names the scrape job, never a Job. Values that cannot be names of objects are left out.
 */
export function labelledObjects(alert: Pick<Alert, 'labels'>): LabelledObjects {
  const labels = ownLabels(alert.labels);
  const namespace = nameIn(labels, 'namespace');
  const host = hostIn(labels);
  return {
    ...(namespace === undefined || hasForeignNamespace(alert.labels) ? {} : { namespace }),
    named: namedKinds.flatMap(([label, kind]) => refs(kind, nameIn(labels, label), namespace)),
    claimed: [
      ...refs('Pod', nameIn(labels, 'pod'), namespace),
      ...refs('Node', nameIn(labels, 'node'), ''),
      ...refs('Service', nameIn(labels, 'service'), namespace),
    ],
    ...(host === undefined ? {} : { host }),
  };
}

function ownLabels(labels: Labels): Labels {
  const exported = exportedLabels(labels);
  if (exported.length > 0) {
    const own = exported.map((label) => [label, labels[`exported_${label}`] ?? ''] as const);
    // An exporter that tells no namespace of its own leaves the scrape's as the only one to look in.
    const rest = without(labels, ['pod', 'container', 'service', 'node', 'instance']);
    return { ...rest, ...Object.fromEntries(own) };
  }
  if (!exporter.test(labels['container'] ?? '') || labels['uid'] !== undefined) return labels;
  const aboutNode = nodeScrape.test(labels['container'] ?? '') || labels['node'] !== undefined;
  // A metric about a node has no namespace of its own: what stands there is the exporter's.
  if (aboutNode) return without(labels, ['pod', 'container', 'service', 'namespace']);
  return without(labels, ['pod', 'container', 'service', 'instance']);
}

function exportedLabels(labels: Labels): readonly string[] {
  return scrapeLabels.filter((label) => labels[`exported_${label}`]);
}

/** The metric is about something else than the scrape, and does not tell that thing's namespace. */
function hasForeignNamespace(labels: Labels): boolean {
  return exportedLabels(labels).length > 0 && !labels['exported_namespace'];
}

function without(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([label]) => !names.includes(label)));
}

function hostIn(labels: Labels): string | undefined {
  const instance = labels['instance'];
  if (instance === undefined) return undefined;
  if (labels['namespace'] !== undefined && !nodeScrape.test(labels['job'] ?? '')) return undefined;
  return instance.replace(/:\d+$/u, '').replace(/^\[(.*)\]$/u, '$1');
}

function nameIn(labels: Labels, label: string): string | undefined {
  const value = labels[label];
  return value !== undefined && objectName.test(value) ? value : undefined;
}

/** `namespace` is the empty string for cluster-scoped kinds; a namespaced kind without one cannot be looked up. */
function refs(
  kind: KnownKind,
  name: string | undefined,
  namespace: string | undefined,
): readonly ObjectRef[] {
  if (name === undefined || namespace === undefined) return [];
  return [namespace === '' ? known(kind, name) : known(kind, name, namespace)];
}
