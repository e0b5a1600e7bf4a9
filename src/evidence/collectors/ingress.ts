import { listAt, textAt } from '../../domain/fields.ts';
import type { Collector, CollectorContext, Observation } from '../collector.ts';
import { selects } from '../dependencies.ts';
import { backendNames, incidentWorkloads } from '../incident-workloads.ts';
import { allOf } from '../related.ts';
import { inNamespaces } from './in-namespaces.ts';

/** The Ingresses in front of the incident's object, and the Certificates of their hosts: status only, never a key. */
export const ingressCollector: Collector = {
  name: 'ingress',
  kind: 'ingress',
  collect: async (context) => {
    const fronts = await frontServices(context);
    const isFront = (names: readonly string[]) => names.some((name) => fronts.has(name));
    const ingresses = await inNamespaces(context, {
      kind: 'Ingress',
      evidence: 'ingress',
      matters: (ingress) =>
        (context.target?.kind === 'Ingress' && ingress.metadata.name === context.target.name) ||
        isFront(backendNames(ingress)),
    });
    return [...ingresses, ...(await certificates(ingresses, context))];
  },
};

async function frontServices(context: CollectorContext): Promise<ReadonlySet<string>> {
  const { target, cluster } = context;
  if (target?.namespace === undefined) return new Set();
  if (target.kind === 'Service') return new Set([target.name]);
  const workloads = await incidentWorkloads(context);
  if (workloads.length === 0) return new Set();
  const services = await allOf('Service', target.namespace, cluster);
  return new Set(
    services
      .filter((service) => workloads.some((workload) => selects(service, workload)))
      .map(({ metadata }) => metadata.name),
  );
}

async function certificates(
  ingresses: readonly Observation[],
  context: CollectorContext,
): Promise<readonly Observation[]> {
  const isTarget = context.target?.kind === 'Certificate';
  const secrets = new Set(
    ingresses
      .flatMap(({ object }) => listAt(object, 'spec', 'tls'))
      .flatMap((entry) => textAt(entry, 'secretName') ?? []),
  );
  if (secrets.size === 0 && !isTarget) return [];
  return await inNamespaces(context, {
    kind: 'Certificate',
    evidence: 'certificate',
    matters: (certificate) =>
      (isTarget && certificate.metadata.name === context.target?.name) ||
      secrets.has(textAt(certificate, 'spec', 'secretName') ?? ''),
  });
}
