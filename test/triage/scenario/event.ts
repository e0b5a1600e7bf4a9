import type { KubernetesObject } from '../../../src/domain/objects.ts';
import { digits } from './entry.ts';

interface EventInput {
  readonly object: Pick<KubernetesObject, 'apiVersion' | 'kind' | 'metadata'>;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly at: string;
  readonly since?: string;
  readonly count?: number;
  readonly index: number;
}

/** A core/v1 Event, in the namespace of what it is about (`default` for what has none). */
export function eventOn({
  object,
  type,
  reason,
  message,
  at,
  since,
  count = 9,
  index,
}: EventInput): KubernetesObject {
  const { name, namespace, uid } = object.metadata;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      name: `${name}.18a${digits(`${name} ${reason} ${message} ${index}`, '0123456789abcdef', 13)}`,
      namespace: namespace ?? 'default',
      creationTimestamp: since ?? at,
    },
    involvedObject: {
      apiVersion: object.apiVersion,
      kind: object.kind,
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(uid === undefined ? {} : { uid }),
    },
    type,
    reason,
    message,
    count,
    firstTimestamp: since ?? at,
    lastTimestamp: at,
    source: { component: reporterOf(reason, object.kind) },
  };
}

function reporterOf(reason: string, kind: string): string {
  if (reason === 'FailedScheduling') return 'default-scheduler';
  return kind === 'Pod' || kind === 'Node' ? 'kubelet' : `${kind.toLowerCase()}-controller`;
}
