import { refOf, refText } from '../../domain/objects.ts';
import { hostReferences } from '../../evidence/host-references.ts';
import { isWorkload } from '../../evidence/kinds.ts';
import { governingService, serviceNamed } from '../../evidence/service-names.ts';
import { hasConnectionTrouble } from './connections.ts';
import type { Facts } from './facts.ts';

const mostNotes = 3;

/** What the target is configured to use in other namespaces, into which an incident does not look: people may. */
export function elsewhere(facts: Facts): readonly string[] {
  const target = facts.target === undefined ? undefined : facts.find(facts.target);
  if (target === undefined || !isWorkload(target.object)) return [];
  if (!hasConnectionTrouble(facts, target.object)) return [];
  const configMaps = facts.of('ConfigMap').map(({ object }) => object);
  const { namespace = '' } = target.object.metadata;
  const names = hostReferences(target.object, configMaps).flatMap(({ host }) => {
    const service = governingService(host, namespace) ?? serviceNamed(host, namespace);
    const isOther = service?.qualified === true && !facts.namespaces.includes(service.namespace);
    return isOther ? [`${service.namespace}/${service.name}`] : [];
  });
  return [...new Set(names)]
    .slice(0, mostNotes)
    .map(
      (name) =>
        `not looked at: ${refText(refOf(target.object))} uses Service ${name}, which is not in the incident's namespaces`,
    );
}
