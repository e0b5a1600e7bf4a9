import { field, listAt, numberAt, textAt, textMapAt } from '../../domain/fields.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import type { Description } from './description.ts';
import { description, pairs } from './description.ts';

export function describeService(object: KubernetesObject): Description {
  const ports = listAt(object, 'spec', 'ports').map(
    (port) =>
      `${textAt(port, 'name') ?? ''}:${numberAt(port, 'port') ?? '?'}→${String((field(port, 'targetPort') ?? numberAt(port, 'port') ?? '?') as string | number)}`,
  );
  const type = textAt(object, 'spec', 'type') ?? 'ClusterIP';
  return description(
    `Service ${object.metadata.namespace ?? ''}/${object.metadata.name}: ${type}, selector ${pairs(textMapAt(object, 'spec', 'selector'))}, ports ${ports.join(', ')}`,
    [],
  );
}

/** The pods behind a Service, as its EndpointSlices name them. */
export function describeEndpointSlice(object: KubernetesObject): Description {
  const endpoints = listAt(object, 'endpoints').map((endpoint) => {
    const ready = field(endpoint, 'conditions', 'ready') !== false;
    return `${textAt(endpoint, 'targetRef', 'name') ?? 'no pod'}${ready ? '' : ' (not ready)'}`;
  });
  return description(
    `EndpointSlice ${object.metadata.namespace ?? ''}/${object.metadata.name}: ${endpoints.length} endpoints`,
    endpoints.slice(0, 50),
  );
}
