import type { PlannedChange } from '../actions/action-type.ts';
import { meets, parseSelector } from '../domain/label-selector.ts';
import { groupOf, type KubernetesObject, refKey, refOf } from '../domain/objects.ts';
import type { ClusterReader, ListQuery } from '../ports/cluster.ts';

/** The cluster as it would be once the earlier steps of a proposal have run. */
export function overlayCluster(cluster: ClusterReader, changes: readonly PlannedChange[]): ClusterReader {
  if (changes.length === 0) return cluster;
  // The last change of an object tells how it ends up.
  const changed = new Map(changes.map((change) => [refKey(change.request.target), change]));
  return {
    async get(ref) {
      const change = changed.get(refKey(ref));
      return change === undefined ? cluster.get(ref) : change.after;
    },
    async list(query) {
      const live = await cluster.list(query);
      const untouched = live.items.filter((item) => !changed.has(refKey(refOf(item))));
      const overlaid = [...changed.values()]
        .map((change) => change.after)
        .filter((after) => after !== undefined)
        .filter((after) => belongsTo(after, query));
      return { ...live, items: [...untouched, ...overlaid] };
    },
    logs: (query) => cluster.logs(query),
  };
}

function belongsTo(object: KubernetesObject, query: ListQuery): boolean {
  if (object.kind !== query.kind || groupOf(object.apiVersion) !== groupOf(query.apiVersion)) return false;
  if (query.namespace !== undefined && object.metadata.namespace !== query.namespace) return false;
  const selector = parseSelector(query.labelSelector ?? '');
  return selector !== undefined && meets(selector, object.metadata.labels ?? {});
}
