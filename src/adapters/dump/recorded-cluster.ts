import { meetsFields } from '../../domain/field-selector.ts';
import type { Requirement } from '../../domain/label-selector.ts';
import { meets, parseSelector } from '../../domain/label-selector.ts';
import type { KubernetesObject, ObjectRef } from '../../domain/objects.ts';
import { groupOf, refKey, refOf } from '../../domain/objects.ts';
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
  const byKey = new Map(objects.map((object) => [refKey(refOf(object)), object] as const));
  const all = [...byKey.values()];
  return {
    get: async (ref: ObjectRef) => byKey.get(refKey(ref)),
    list: async (query: ListQuery) => list(all, query),
    logs: async (query: LogQuery) => {
      const text = logs(query);
      if (text !== undefined) return tail(text, query);
      throw new ClusterError('not-found', `no log of ${query.namespace}/${query.pod} was recorded`);
    },
  };
}

function list(objects: readonly KubernetesObject[], query: ListQuery): ObjectList {
  const labels = requirements(query.labelSelector);
  const fields = requirements(query.fieldSelector);
  const matching = objects.filter(
    (object) =>
      object.kind === query.kind &&
      groupOf(object.apiVersion) === groupOf(query.apiVersion) &&
      (query.namespace === undefined || object.metadata.namespace === query.namespace) &&
      meets(labels, object.metadata.labels ?? {}) &&
      meetsFields(fields, object),
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
