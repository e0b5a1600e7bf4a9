import type { KubernetesObject } from '../../domain/objects.ts';
import type { Collector, Observation } from '../collector.ts';
import type { KnownKind } from '../kinds.ts';
import { apiVersions } from '../kinds.ts';
import { lookOr } from '../look-error.ts';
import { observe, observeBriefly } from '../observe.ts';
import { allOf } from '../related.ts';

const mostOfAKind = 40;
const kinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob'] as const satisfies readonly KnownKind[];
/** Targets whose trouble may come from any workload of the namespace. */
const wideTargets: ReadonlySet<string> = new Set(['Service', 'Namespace', 'PersistentVolumeClaim']);

/**
 * The workloads of the incident's namespaces, where it is about something that several of them share (a Service, a
 * namespace) or about nothing that is known.
 */
export const neighboursCollector: Collector = {
  name: 'neighbours',
  kind: 'workload',
  collect: async ({ target, namespaces, cluster }) => {
    if (target !== undefined && !wideTargets.has(target.kind)) return [];
    const looks = namespaces.flatMap((namespace) =>
      kinds.map(async (kind) => {
        const about = { apiVersion: apiVersions[kind], kind, namespace, name: '*' };
        return await lookOr('workload', about, async () => brief(await allOf(kind, namespace, cluster)));
      }),
    );
    return (await Promise.all(looks)).flat();
  },
};

/** In full as long as they are few: their pod labels and resources are what selectors and levels are judged by. */
function brief(objects: readonly KubernetesObject[]): readonly Observation[] {
  return objects.slice(0, mostOfAKind).map(objects.length <= 10 ? observe : observeBriefly);
}
