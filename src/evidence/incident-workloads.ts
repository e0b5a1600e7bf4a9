import { listAt, textAt } from '../domain/fields.ts';
import type { KubernetesObject } from '../domain/objects.ts';
import { refKey, refOf } from '../domain/objects.ts';
import type { CollectorContext } from './collector.ts';
import { configMapNames } from './configured-values.ts';
import { dependenciesOf, selects } from './dependencies.ts';
import { isWorkload, known, rollingKinds } from './kinds.ts';
import { LookError } from './look-error.ts';
import { allOf } from './related.ts';

const mostFollowed = 6;
const deepest = 3;

const mostConfigMaps = 4;

/** A Service that something of the incident depends on, and the workloads behind it. */
export interface Followed {
  readonly service: KubernetesObject;
  readonly workloads: readonly KubernetesObject[];
}

/** The workloads that the incident is about: the target, or those behind a Service or an Ingress. Throws `LookError`. */
export async function incidentWorkloads(context: CollectorContext): Promise<readonly KubernetesObject[]> {
  const { target, cluster } = context;
  if (target === undefined) return [];
  const object = await cluster.get(target);
  if (object === undefined) return [];
  if (isWorkload(object)) return [object];
  const services = object.kind === 'Service' ? [object] : await backendsOf(object, context);
  if (services.length === 0) return [];
  const all = await rollingIn(target.namespace ?? '', context);
  return all.filter((workload) => services.some((service) => selects(service, workload)));
}

/** The Services that an Ingress sends traffic to; none for other kinds. */
export async function backendsOf(
  ingress: KubernetesObject,
  { cluster }: CollectorContext,
): Promise<readonly KubernetesObject[]> {
  if (ingress.kind !== 'Ingress') return [];
  const services = await Promise.all(
    backendNames(ingress)
      .slice(0, mostFollowed)
      .map(async (name) => await cluster.get(known('Service', name, ingress.metadata.namespace ?? ''))),
  );
  return services.filter((service) => service !== undefined);
}

export function backendNames(ingress: KubernetesObject): readonly string[] {
  const named = listAt(ingress, 'spec', 'rules')
    .flatMap((rule) => listAt(rule, 'http', 'paths'))
    .flatMap((path) => textAt(path, 'backend', 'service', 'name') ?? []);
  const fallback = textAt(ingress, 'spec', 'defaultBackend', 'service', 'name');
  return [...new Set([...named, ...(fallback === undefined ? [] : [fallback])])];
}

/**
 * The Services that the incident's workloads are configured to use, and those that these use in turn, breadth first
 * and within bounds; only in the incident's own namespaces. Throws `LookError`.
 */
export async function followedDependencies(context: CollectorContext): Promise<readonly Followed[]> {
  const followed = new Map<string, Followed>();
  const reached = new Set<string>();
  let front = await incidentWorkloads(context);
  for (let depth = 0; depth < deepest && front.length > 0; depth += 1) {
    const next: KubernetesObject[] = [];
    for (const workload of front) {
      reached.add(refKey(refOf(workload)));
      const services = await servicesIn(workload, context);
      const configMaps = await configMapsOrNone(workload, context);
      for (const { service } of dependenciesOf(workload, services, configMaps)) {
        const key = refKey(refOf(service));
        if (followed.has(key) || followed.size >= mostFollowed) continue;
        const workloads = (await rollingIn(service.metadata.namespace ?? '', context)).filter((one) =>
          selects(service, one),
        );
        followed.set(key, { service, workloads });
        next.push(...workloads.filter((one) => !reached.has(refKey(refOf(one)))));
      }
    }
    front = next;
  }
  return [...followed.values()];
}

/** The first few ConfigMaps that a workload takes variables or files from, by name. Throws `LookError`. */
export async function configMapsOf(
  workload: KubernetesObject,
  { namespaces, cluster }: CollectorContext,
): Promise<readonly KubernetesObject[]> {
  const { namespace = '' } = workload.metadata;
  if (!namespaces.includes(namespace)) return [];
  const found = await Promise.all(
    configMapNames(workload)
      .slice(0, mostConfigMaps)
      .map(async (name) => await cluster.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name })),
  );
  return found.filter((one) => one !== undefined);
}

/** Without them, literal values still say most. The dependencies collector says that they could not be read. */
export async function configMapsOrNone(
  workload: KubernetesObject,
  context: CollectorContext,
): Promise<readonly KubernetesObject[]> {
  try {
    return await configMapsOf(workload, context);
  } catch (error) {
    if (error instanceof LookError) return [];
    throw error;
  }
}

async function servicesIn(
  workload: KubernetesObject,
  { namespaces, cluster }: CollectorContext,
): Promise<readonly KubernetesObject[]> {
  const { namespace = '' } = workload.metadata;
  return namespaces.includes(namespace) ? await allOf('Service', namespace, cluster) : [];
}

async function rollingIn(
  namespace: string,
  { cluster }: CollectorContext,
): Promise<readonly KubernetesObject[]> {
  const all = await Promise.all(rollingKinds.map(async (kind) => await allOf(kind, namespace, cluster)));
  return all.flat();
}
