import type { KubernetesObject, ObjectRef } from '../../domain/objects.ts';
import type { Collector, Observation } from '../collector.ts';
import type { KnownKind } from '../kinds.ts';
import { apiVersions, isWorkload } from '../kinds.ts';
import { lookOr } from '../look-error.ts';
import { observe, observeBriefly } from '../observe.ts';
import { allOf, mostRead } from '../related.ts';
import { listText } from '../request-text.ts';

const mostOfAKind = 40;
const kinds = [
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'CronJob',
  'Job',
  'ReplicaSet',
  'Pod',
] as const satisfies readonly KnownKind[];
/** Targets whose trouble may come from any workload of the namespace. */
const wideTargets: ReadonlySet<string> = new Set([
  'Service',
  'Namespace',
  'PersistentVolumeClaim',
  'PodDisruptionBudget',
]);

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
        return await lookOr('workload', about, async () =>
          rootsOnly(await allOf(kind, namespace, cluster), about),
        );
      }),
    );
    return (await Promise.all(looks)).flat();
  },
};

/**
 * Workloads that nothing else made: what a namespace has to be able to recreate. In full as long as they are few, for
 * their pod labels and resources are what selectors and levels are judged by.
 */
function rootsOnly(objects: readonly KubernetesObject[], about: ObjectRef): readonly Observation[] {
  const roots = objects.filter(({ metadata }) => !(metadata.ownerReferences ?? []).some(isWorkload));
  const shown = roots.slice(0, mostOfAKind).map(roots.length <= 10 ? observe : observeBriefly);
  if (roots.length === shown.length && objects.length < mostRead) return shown;
  const left: Observation = {
    kind: 'workload',
    ref: about,
    source: listText({ ...about }),
    trust: 'trusted',
    status: 'could-not-look',
    summary: `more objects of kind ${about.kind} in ${about.namespace ?? ''} than are shown`,
  };
  return [...shown, left];
}
