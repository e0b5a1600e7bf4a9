import type { ClusterState } from '../cluster-state.ts';

/** Objects whose owners are all gone, or whose namespace is. */
export function runGarbageCollector(state: ClusterState): void {
  const { store } = state;
  const uids = new Set(store.all().map(({ metadata }) => metadata.uid));
  const namespaces = new Set(store.list('v1', 'Namespace').map(({ metadata }) => metadata.name));
  for (const object of store.all()) {
    const { ownerReferences = [], namespace } = object.metadata;
    const orphaned = ownerReferences.length > 0 && ownerReferences.every(({ uid }) => !uids.has(uid));
    if (orphaned || (namespace !== undefined && !namespaces.has(namespace))) store.remove(object);
  }
}
