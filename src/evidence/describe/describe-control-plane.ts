import { listAt, textAt } from '../../domain/fields.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { refOf, refText } from '../../domain/objects.ts';
import type { Description } from './description.ts';
import { conditionLines, description } from './description.ts';

/** A leader of the control plane renews its Lease every few seconds. */
export function describeLease(object: KubernetesObject): Description {
  const holder = textAt(object, 'spec', 'holderIdentity') ?? 'nobody';
  return description(
    `${refText(refOf(object))}: held by ${holder}, renewed ${textAt(object, 'spec', 'renewTime') ?? 'never'}`,
    [],
  );
}

export function describeApiService(object: KubernetesObject): Description {
  const service = textAt(object, 'spec', 'service', 'name');
  const where =
    service === undefined
      ? 'the API server itself'
      : `Service ${textAt(object, 'spec', 'service', 'namespace') ?? ''}/${service}`;
  return description(`${refText(refOf(object))}: served by ${where}`, conditionLines(object));
}

export function describeWebhooks(object: KubernetesObject): Description {
  const hooks = listAt(object, 'webhooks').map((hook) => {
    const service = textAt(hook, 'clientConfig', 'service', 'name');
    const where =
      service === undefined
        ? 'an outside address'
        : `Service ${textAt(hook, 'clientConfig', 'service', 'namespace') ?? ''}/${service}`;
    return `${textAt(hook, 'name') ?? '?'}: asks ${where}, on failure ${textAt(hook, 'failurePolicy') ?? 'Fail'}`;
  });
  return description(`${refText(refOf(object))}: ${hooks.length} webhooks`, hooks.slice(0, 20));
}
