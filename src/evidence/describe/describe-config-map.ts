import { textMapAt } from '../../domain/fields.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { refOf, refText } from '../../domain/objects.ts';
import type { Description } from './description.ts';

/** How much is in a ConfigMap, never what: people keep passwords there. */
export function describeConfigMap(configMap: KubernetesObject): Description {
  const keys = Object.keys(textMapAt(configMap, 'data')).length;
  return { summary: `${refText(refOf(configMap))} with ${keys} ${keys === 1 ? 'key' : 'keys'}` };
}
