import * as fc from 'fast-check';
import { field } from '../../src/domain/fields.ts';
import type { KubernetesObject } from '../../src/domain/objects.ts';
import { type Enforcement, enforcementText } from '../../src/guardrails/pod-security/level.ts';
import { generatedPods } from './generated-pods.ts';

export const kinds = [
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'ReplicationController',
  'Job',
  'CronJob',
  'Pod',
] as const;

/** A workload of a namespace. Its pods carry the label `workload` with its name. */
export interface Tenant {
  readonly kind: (typeof kinds)[number];
  readonly name: string;
  readonly pod: KubernetesObject;
  /** Has no pods until it is woken: no replicas, a Job that is suspended, a CronJob between two runs. */
  readonly asleep: boolean;
}

/** A namespace and the change of what it enforces. */
export interface NamespaceCase {
  readonly name: string;
  /** Undefined: nothing is enforced, so everything has its pods before the change. */
  readonly before: Enforcement | undefined;
  readonly after: Enforcement;
  readonly tenants: readonly Tenant[];
}

const sleepers: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'ReplicaSet']);
const versions = fc.constantFrom(
  'latest' as const,
  'v1.0' as const,
  'v1.19' as const,
  'v1.25' as const,
  'v1.34' as const,
);
const enforcements = fc.record({
  level: fc.constantFrom('baseline' as const, 'restricted' as const),
  version: versions,
});

const tenant = fc.record({ kind: fc.constantFrom(...kinds), pod: generatedPods, asleep: fc.boolean() });

/** What nothing wakes has to be awake where its pods under the level before are to be seen. */
const namespace = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      before: fc.constant(undefined),
      after: enforcements,
      tenants: fc.array(tenant, { minLength: 2, maxLength: 5 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      before: enforcements,
      after: enforcements,
      tenants: fc
        .array(tenant, { minLength: 2, maxLength: 5 })
        .map((all) =>
          all
            .filter(({ kind }) => kind !== 'Job' && kind !== 'CronJob')
            .map((one) => ({ ...one, asleep: false })),
        ),
    }),
  },
);

/** So many namespaces, alike for one seed. */
export function generatedNamespaces(count: number, seed: number): readonly NamespaceCase[] {
  return fc
    .sample(
      namespace.filter(
        ({ before, after }) => before === undefined || enforcementText(before) !== enforcementText(after),
      ),
      { numRuns: count, seed },
    )
    .map(({ before, after, tenants }, index) => ({
      name: `case-${index}`,
      before,
      after,
      tenants: tenants.map(({ kind, pod, asleep }, place) => ({
        kind,
        name: `w${place}`,
        pod,
        asleep: kind === 'Job' || kind === 'CronJob' || (asleep && sleepers.has(kind)),
      })),
    }));
}

/** The labels of the namespace while it enforces that. */
export function labelsFor(enforce: Enforcement | undefined): Readonly<Record<string, string>> {
  if (enforce === undefined) return {};
  return {
    'pod-security.kubernetes.io/enforce': enforce.level,
    'pod-security.kubernetes.io/enforce-version': enforce.version,
  };
}

/** The manifest by which the workload comes into its namespace. */
export function manifestOf({ kind, name, pod, asleep }: Tenant, inNamespace: string): KubernetesObject {
  const labels = { workload: name };
  const metadata = { name, namespace: inNamespace };
  const template = { metadata: { labels, annotations: pod.metadata.annotations ?? {} }, spec: pod['spec'] };
  const apps = { selector: { matchLabels: labels }, template };
  const replicas = asleep ? 0 : 1;
  switch (kind) {
    case 'Pod':
      return { apiVersion: 'v1', kind, metadata: { ...metadata, ...template.metadata }, spec: template.spec };
    case 'DaemonSet':
      return { apiVersion: 'apps/v1', kind, metadata, spec: apps };
    case 'StatefulSet':
      return { apiVersion: 'apps/v1', kind, metadata, spec: { ...apps, replicas, serviceName: 'none' } };
    case 'Deployment':
    case 'ReplicaSet':
      return { apiVersion: 'apps/v1', kind, metadata, spec: { ...apps, replicas } };
    case 'ReplicationController':
      return { apiVersion: 'v1', kind, metadata, spec: { selector: labels, template, replicas: 1 } };
    case 'Job':
      return { apiVersion: 'batch/v1', kind, metadata, spec: { ...jobSpec(template), suspend: asleep } };
    case 'CronJob': {
      const jobTemplate = { spec: jobSpec(template) };
      const spec = { schedule: '0 0 1 1 *', suspend: true, jobTemplate };
      return { apiVersion: 'batch/v1', kind, metadata, spec };
    }
  }
}

function jobSpec(template: { readonly spec: unknown }): object {
  return { template: { ...template, spec: { ...Object(template.spec), restartPolicy: 'Never' } } };
}

/** The Job of one run of a CronJob, as `kubectl create job --from` makes it. */
export function runOf(cronJob: KubernetesObject): KubernetesObject {
  const { name, namespace: inNamespace } = cronJob.metadata;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: `${name}-run`, ...(inNamespace === undefined ? {} : { namespace: inNamespace }) },
    spec: field(cronJob, 'spec', 'jobTemplate', 'spec'),
  };
}
