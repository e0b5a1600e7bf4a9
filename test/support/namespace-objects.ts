import { recordedCluster } from '../../src/adapters/dump/recorded-cluster.ts';
import { type KubernetesObject, refOf } from '../../src/domain/objects.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import type { Guardrail, GuardrailContext } from '../../src/guardrails/guardrail.ts';
import { podTemplateOf } from '../../src/guardrails/workloads/pod-template.ts';
import { actionOn, changeOf, noon, packaged } from './allowlist.ts';

type Labels = Readonly<Record<string, string>>;

export interface WorkloadTraits {
  readonly labels?: Labels;
  readonly image?: string;
  /** Named container ports: `{ http: 8080 }`. */
  readonly ports?: Readonly<Record<string, number>>;
  readonly command?: readonly string[];
  readonly replicas?: number;
  readonly securityContext?: object;
  /** More fields of the pod's spec. */
  readonly spec?: object;
}

const namespace = 'cardboard';

/** A workload of any kind with one container named `app`; its labels are `app: <name>` unless told otherwise. */
export function workload(kind: string, name: string, traits: WorkloadTraits = {}): KubernetesObject {
  const labels = traits.labels ?? { app: name };
  const { replicas = 1 } = traits;
  const template = { metadata: { labels }, spec: podSpec(name, traits) };
  const metadata = { name, namespace, uid: `uid-${kind}-${name}` };
  switch (kind) {
    case 'Pod':
      return { apiVersion: 'v1', kind, metadata: { ...metadata, labels }, spec: template.spec };
    case 'ReplicationController':
      return { apiVersion: 'v1', kind, metadata, spec: { replicas, template } };
    case 'Job':
      return { apiVersion: 'batch/v1', kind, metadata, spec: { template } };
    case 'CronJob':
      return { apiVersion: 'batch/v1', kind, metadata, spec: { jobTemplate: { spec: { template } } } };
    default:
      return { apiVersion: 'apps/v1', kind, metadata, spec: { replicas, template } };
  }
}

function podSpec(name: string, traits: WorkloadTraits): object {
  const ports = Object.entries(traits.ports ?? {});
  return {
    containers: [
      {
        name: 'app',
        image: traits.image ?? `registry.example/${name}:1`,
        ...(traits.command === undefined ? {} : { command: traits.command }),
        ...(ports.length === 0
          ? {}
          : { ports: ports.map(([port, number]) => ({ name: port, containerPort: number })) }),
        ...(traits.securityContext === undefined ? {} : { securityContext: traits.securityContext }),
      },
    ],
    ...traits.spec,
  };
}

/** A running pod of the workload, with its template's labels or other ones. */
export function podOf(owner: KubernetesObject, labels?: Labels, suffix = '0'): KubernetesObject {
  const template = podTemplateOf(owner);
  const { apiVersion, kind, metadata } = owner;
  const reference = { apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '', controller: true };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${metadata.name}-${suffix}`,
      namespace,
      uid: `uid-pod-${metadata.name}-${suffix}`,
      labels: labels ?? template?.metadata.labels ?? {},
      ownerReferences: [reference],
    },
    spec: template?.spec,
    status: { phase: 'Running' },
  };
}

export function service(name: string, selector: Labels | undefined, spec: object = {}): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, uid: `uid-service-${name}` },
    spec: { ...(selector === undefined ? {} : { selector }), ...spec },
  };
}

export function networkPolicy(name: string, spec: object): KubernetesObject {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec };
}

export function disruptionBudget(name: string, selector: object | undefined): KubernetesObject {
  const spec = { minAvailable: 1, ...(selector === undefined ? {} : { selector }) };
  return { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name, namespace }, spec };
}

export function namespaceObject(labels: Labels = {}): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } };
}

/** The object with other labels on its pod template (on a Pod or Namespace: its own). */
export function relabelled(object: KubernetesObject, labels: Labels): KubernetesObject {
  const { spec, metadata } = object as KubernetesObject & { spec?: { template?: { metadata: object } } };
  const template = spec?.template;
  if (template === undefined) return { ...object, metadata: { ...metadata, labels } };
  return {
    ...object,
    spec: { ...spec, template: { ...template, metadata: { ...template.metadata, labels } } },
  };
}

/** What a layer says of a change in a cluster of these objects; the changed object is put there as it was before. */
export async function verdictOn(
  layer: Guardrail,
  objects: readonly KubernetesObject[],
  [before, after]: readonly [KubernetesObject | undefined, KubernetesObject | undefined],
  more: Partial<GuardrailContext> = {},
): Promise<Verdict> {
  const target = before ?? after;
  if (target === undefined) throw new Error('a change is about an object');
  const change = changeOf(target, after);
  const created = { ...change, request: { verb: 'create' as const, target: refOf(target), object: target } };
  return layer.judge({
    action: actionOn(target),
    change: before === undefined ? created : { ...change, after },
    cluster: recordedCluster(before === undefined ? objects : [...objects, before]),
    mode: 'check',
    policies: packaged,
    clusterName: 'default',
    provisional: false,
    now: noon,
    ...more,
  });
}
