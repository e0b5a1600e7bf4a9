import { messageOf } from '../../domain/message-of.ts';
import { meetsFields } from '../../domain/field-selector.ts';
import type { Requirement } from '../../domain/label-selector.ts';
import { meets, parseSelector } from '../../domain/label-selector.ts';
import type { KubernetesObject, ObjectRef } from '../../domain/objects.ts';
import { groupOf, objectKey, refKey } from '../../domain/objects.ts';
import type { ClusterReader, ListQuery, LogQuery, ObjectList } from '../../ports/cluster.ts';
import { ClusterError } from '../../ports/cluster.ts';

/** Log texts of a recorded cluster; undefined where none was recorded. */
export type RecordedLogs = (
  query: Pick<LogQuery, 'namespace' | 'pod' | 'container' | 'previous'>,
) => string | undefined;

/**
 * A ClusterReader over objects in memory. What was not recorded looks absent; a log that was not recorded is a
 * `not-found`, for nobody knows what it said.
 */
export function recordedCluster(
  objects: readonly KubernetesObject[],
  logs: RecordedLogs = () => undefined,
): ClusterReader {
  const byKey = new Map(objects.map((object) => [objectKey(object), object] as const));
  const byKind = indexed([...byKey.values()]);
  return {
    get: async (ref: ObjectRef) => byKey.get(refKey(ref)),
    list: async (query: ListQuery) => list(byKind, query),
    logs: async (query: LogQuery) => {
      const text = readable(() => logs(query));
      if (text !== undefined) return tail(text, query);
      throw new ClusterError('not-found', `no log of ${query.namespace}/${query.pod} was recorded`);
    },
  };
}

/** A log that was recorded and cannot be read is no more than one that was not looked at. */
function readable(read: () => string | undefined): string | undefined {
  try {
    return read();
  } catch (cause) {
    throw new ClusterError('invalid', `the recorded log cannot be read: ${messageOf(cause)}`);
  }
}

/** A guardrail lists a dozen kinds an action: each look must not go through the whole cluster. */
type Index = ReadonlyMap<string, readonly KubernetesObject[]>;

function kindKey(kind: { readonly apiVersion: string; readonly kind: string }, namespace: string): string {
  return `${groupOf(kind.apiVersion)}/${kind.kind}/${namespace}`;
}

/** Objects of a kind in all namespaces stand under `*`, which no namespace can be called. */
function indexed(objects: readonly KubernetesObject[]): Index {
  const index = new Map<string, KubernetesObject[]>();
  for (const object of objects) {
    const { namespace } = object.metadata;
    for (const place of namespace === undefined ? ['*'] : ['*', namespace]) {
      const key = kindKey(object, place);
      const others = index.get(key);
      if (others === undefined) index.set(key, [object]);
      else others.push(object);
    }
  }
  return index;
}

function list(index: Index, query: ListQuery): ObjectList {
  const labels = requirements(query.labelSelector);
  const fields = requirements(query.fieldSelector);
  const candidates = index.get(kindKey(query, query.namespace ?? '*')) ?? [];
  const matching = candidates.filter(
    (object) => meets(labels, object.metadata.labels ?? {}) && meetsFields(fields, object),
  );
  const items = matching.slice(0, query.limit ?? matching.length);
  return { items, truncated: items.length < matching.length };
}

function requirements(selector: string | undefined): readonly Requirement[] {
  const parsed = parseSelector(selector ?? '');
  if (parsed === undefined) throw new ClusterError('invalid', `not a selector: ${selector ?? ''}`);
  return parsed;
}

function tail(text: string, { tailLines, limitBytes }: LogQuery): string {
  const lines = text.replace(/\n$/u, '').split('\n');
  return Buffer.from(lines.slice(-tailLines).join('\n')).subarray(0, limitBytes).toString();
}
