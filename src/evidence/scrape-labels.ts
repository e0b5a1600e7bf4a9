export type Labels = Readonly<Record<string, string>>;

/** Labels that Prometheus itself attaches to whatever it scrapes in a cluster. */
const scrapeLabels = ['namespace', 'pod', 'container', 'service', 'node'] as const;

const exporter = /kube-state-metrics|node[-_]?exporter|longhorn-manager|blackbox/u;
const exporterJob = /kube-state-metrics|node[-_]?exporter|kubelet|cadvisor|longhorn|blackbox|cert-manager/u;
const nodeScrape = /node[-_]?exporter|kubelet/u;
const controlPlaneJob =
  /^(?:kube-?prom.*)?(?:apiserver|kube-apiserver|kube-etcd|etcd|kube-scheduler|kube-controller-manager|kube-proxy)$/u;

export interface MetricLabels {
  /** The labels that describe what the metric is about, under their plain names. */
  readonly labels: Labels;
  /** What is left of `namespace` is the exporter's, not the object's. */
  readonly foreignNamespace: boolean;
}

/**
 * Takes apart what a metric says of its object and what Prometheus says of its scrape. Labels lie in two ways:
 *
 * 1. Where a scrape's labels collide with the metric's own, Prometheus keeps the metric's as `exported_*` (unless
 *    `honor_labels`). So once there is one of them, the unprefixed namesakes describe the exporter: they are left out.
 *    https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config
 * 2. With `honor_labels`, a metric without a pod of its own keeps the exporter's `pod`, `container`, `service` and
 *    `instance`. So where `container` is a known exporter's, they are left out, save for `kube_pod_*` metrics about
 *    the exporter's own pod, which carry the pod's `uid`. An exporter's `service` is left out by its `job`, too,
 *    unless nothing but it is named: then the alert is about the exporter.
 */
export function metricLabels(labels: Labels): MetricLabels {
  const exported = scrapeLabels.filter((label) => labels[`exported_${label}`]);
  if (exported.length > 0) {
    const own = exported.map((label) => [label, labels[`exported_${label}`] ?? ''] as const);
    // An exporter that tells no namespace of its own leaves the scrape's as the only one to look in.
    const rest = without(labels, ['pod', 'container', 'service', 'node', 'instance']);
    return {
      labels: { ...rest, ...Object.fromEntries(own) },
      foreignNamespace: !labels['exported_namespace'],
    };
  }
  return { labels: withoutExporter(labels), foreignNamespace: false };
}

function withoutExporter(labels: Labels): Labels {
  const isExporters = isExporterContainer(labels) && labels['uid'] === undefined;
  if (!isExporters) {
    const namesMore = ['pod', 'node', 'instance'].some((label) => labels[label] !== undefined);
    return exporterJob.test(labels['job'] ?? '') && namesMore ? without(labels, ['service']) : labels;
  }
  // A metric about a node has no namespace of its own: what stands there is the exporter's.
  if (isAboutNode(labels) || labels['node'] !== undefined)
    return without(labels, ['pod', 'container', 'service', 'namespace']);
  return without(labels, ['pod', 'container', 'service', 'instance']);
}

/** Anything may stand behind a kube-rbac-proxy; the job tells whether it is an exporter. */
function isExporterContainer({ container = '', job }: Labels): boolean {
  if (exporter.test(container)) return true;
  return container.startsWith('kube-rbac-proxy') && (job === undefined || exporterJob.test(job));
}

/** Scraped from an exporter that runs once a node and tells of that node. */
export function isAboutNode(labels: Labels): boolean {
  return nodeScrape.test(labels['container'] ?? '') || nodeScrape.test(labels['job'] ?? '');
}

/** Scraped from a part of the control plane: these listen on their node's own address. */
export function isControlPlaneScrape(labels: Labels): boolean {
  return controlPlaneJob.test(labels['job'] ?? '');
}

function without(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([label]) => !names.includes(label)));
}
