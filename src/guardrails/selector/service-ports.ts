import { isDeepStrictEqual } from 'node:util';
import { field, listAt, numberAt, textAt } from '../../domain/fields.ts';
import { bareRefOf, type KubernetesObject, refOf, refText } from '../../domain/objects.ts';
import type { Workload } from '../workloads/workload.ts';
import type { Judgement } from './judge-selectors.ts';
import { lacksEveryNamedPort, targetPortsText } from './target-ports.ts';
import { workloadsText } from './words.ts';

/** Whether a change is about the ports of a Service that was there before. */
export function changesServicePorts(
  before: KubernetesObject | undefined,
  after: KubernetesObject,
): before is KubernetesObject {
  return (
    after.kind === 'Service' &&
    before !== undefined &&
    !isDeepStrictEqual(field(before, 'spec', 'ports'), field(after, 'spec', 'ports'))
  );
}

/**
 * What other ports of a Service take away: a named target port that none of the selected workloads has, or a port that
 * an Ingress sends to. Undefined where they take away nothing that was there.
 * https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource
 */
export function judgeServicePorts(
  before: KubernetesObject,
  after: KubernetesObject,
  selected: readonly Workload[],
  ingresses: readonly KubernetesObject[],
): Judgement | undefined {
  const service = refText(refOf(after));
  const isDead = (one: KubernetesObject): boolean => lacksEveryNamedPort(one, selected);
  if (selected.length > 0 && isDead(after) && !isDead(before)) {
    const port = targetPortsText(after);
    return {
      outcome: 'refuse',
      reason: 'selector.port-missing',
      message: `${service} would send to port ${port}, which no container of ${workloadsText(selected)} has`,
      remedy: `name the container's port ${port}, or send to its number`,
      objects: [bareRefOf(after)],
    };
  }
  const cut = ingresses.flatMap((ingress) =>
    backendPorts(ingress, after.metadata.name)
      .filter((port) => servesPort(before, port) && !servesPort(after, port))
      .map((port) => ({ ingress, port })),
  );
  const [first] = cut;
  if (first === undefined) return undefined;
  return {
    outcome: 'refuse',
    reason: 'selector.backend-port-missing',
    message: cut
      .map(({ ingress, port }) => `${refText(refOf(ingress))} sends to port ${port} of ${service}`)
      .join('; '),
    remedy: `keep port ${first.port} in ${service} until the Ingress names another one`,
    objects: cut.map(({ ingress }) => bareRefOf(ingress)),
  };
}

/** The ports of a Service that an Ingress names, by number or by name. */
function backendPorts(ingress: KubernetesObject, service: string): readonly (string | number)[] {
  const paths = listAt(ingress, 'spec', 'rules').flatMap((rule) => listAt(rule, 'http', 'paths'));
  const backends = [
    field(ingress, 'spec', 'defaultBackend'),
    ...paths.map((path) => field(path, 'backend')),
  ].filter((backend) => textAt(backend, 'service', 'name') === service);
  const ports = backends.flatMap((backend) => {
    const port = textAt(backend, 'service', 'port', 'name') ?? numberAt(backend, 'service', 'port', 'number');
    return port === undefined ? [] : [port];
  });
  return [...new Set(ports)];
}

function servesPort(service: KubernetesObject, wanted: string | number): boolean {
  return listAt(service, 'spec', 'ports').some(
    (port) => textAt(port, 'name') === wanted || numberAt(port, 'port') === wanted,
  );
}
