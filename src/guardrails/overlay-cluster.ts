import type { PlannedChange } from '../actions/action-type.ts';
import { meets, parseSelector } from '../domain/label-selector.ts';
import { groupOf, type KubernetesObject, objectKey, refKey } from '../domain/objects.ts';
import type { ClusterReader, ListQuery } from '../ports/cluster.ts';
import { rolledOut, rollOutsOf } from './roll-out.ts';

/** The cluster as it would be once the earlier steps of a proposal have run and their roll-outs are through. */
export function overlayCluster(cluster: ClusterReader, changes: readonly PlannedChange[]): ClusterReader {
  if (changes.length === 0) return cluster;
  // The last change of an object tells how it ends up.
  const changed = new Map(changes.map((change) => [refKey(change.request.target), change]));
  const rollOuts = rollOutsOf([...changed.values()]);
  /** Labels of pods that a roll-out replaces are not those by which the API server would pick them now. */
  const livePods = async ({ labelSelector: _labels, limit: _limit, ...query }: ListQuery) => {
    const pods = await cluster.list(query);
    const sets = await cluster.list({ ...query, apiVersion: 'apps/v1', kind: 'ReplicaSet' });
    return {
      truncated: pods.truncated || sets.truncated,
      items: rolledOut(pods.items, sets.items, rollOuts),
    };
  };
  return {
    async get(ref) {
      const change = changed.get(refKey(ref));
      return change === undefined ? cluster.get(ref) : change.after;
    },
    async list(query) {
      const replaced = rollOuts.size > 0 && query.kind === 'Pod' && query.fieldSelector === undefined;
      const live = replaced ? await livePods(query) : await cluster.list(query);
      const untouched = live.items
        .filter((item) => !changed.has(objectKey(item)))
        .filter((item) => !replaced || belongsTo(item, query));
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
