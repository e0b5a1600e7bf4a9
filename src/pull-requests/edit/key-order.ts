/**
 * The order in which people write the fields of what is edited most, as the examples of the Kubernetes documentation
 * have it.
 */
const ORDERS: readonly (readonly string[])[] = [
  [
    // a container
    'name',
    'image',
    'imagePullPolicy',
    'command',
    'args',
    'workingDir',
    'ports',
    'envFrom',
    'env',
    'resources',
    'volumeMounts',
    'startupProbe',
    'livenessProbe',
    'readinessProbe',
    'lifecycle',
    'securityContext',
  ],
  ['name', 'generateName', 'namespace', 'labels', 'annotations'],
  ['requests', 'limits'],
  [
    'apiVersion',
    'kind',
    'metadata',
    'namespace',
    'namePrefix',
    'nameSuffix',
    'labels',
    'resources',
    'components',
    'images',
    'replicas',
    'configMapGenerator',
    'patches',
  ],
  ['schedule', 'timeZone', 'concurrencyPolicy', 'suspend', 'startingDeadlineSeconds', 'jobTemplate'],
  ['replicas', 'revisionHistoryLimit', 'strategy', 'selector', 'template'],
  ['path', 'port', 'initialDelaySeconds', 'periodSeconds', 'timeoutSeconds', 'failureThreshold'],
];

/**
 * After which of a map's keys a new one goes: its place in the usual order, or in the alphabet where the map keeps
 * that, or the end.
 */
export function keyBefore(keys: readonly string[], added: string): number {
  const [first = ''] = keys;
  const order = ORDERS.find((each) => each.includes(added) && keys.some((key) => each.includes(key)));
  if (order !== undefined) {
    const rank = order.indexOf(added);
    const earlier = keys.findLastIndex((key) => order.includes(key) && order.indexOf(key) < rank);
    if (earlier >= 0) return earlier;
  }
  const isSorted =
    keys.length > 1 && keys.every((key, index) => index === 0 || (keys[index - 1] ?? '') < key);
  if (!isSorted || added < first) return keys.length - 1;
  return keys.findLastIndex((key) => key < added);
}
