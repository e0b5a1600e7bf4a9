import { field, listAt, numberAt, textAt } from '../../src/domain/fields.ts';
import type { KubernetesObject } from '../../src/domain/objects.ts';
import { tenants } from './crowded-namespace.ts';

/** What a Service's EndpointSlices hold: workloads by name, and those that listen on the port that traffic arrives on. */
export interface Endpoints {
  readonly listed: ReadonlySet<string>;
  readonly reached: ReadonlySet<string>;
}

/** The endpoints now, and once every workload has its pods: scaled up and rolled out. */
export interface Seen {
  readonly now: Endpoints;
  readonly later: Endpoints;
}

export type Harm = 'captures' | 'empties' | 'none';

/** What the layer promises to refuse, said of endpoints instead of labels. */
export function harmBetween(before: Seen, after: Seen): Harm {
  const views = ['now', 'later'] as const;
  const old = applications(views.flatMap((view) => [...before[view].listed]));
  const next = applications(views.flatMap((view) => [...after[view].listed]));
  const reachedBefore = views.some((view) => before[view].reached.size > 0);
  const allReachedAfter = views.every((view) => after[view].reached.size === after[view].listed.size);
  const isRepair = !reachedBefore && allReachedAfter && next.size === 1;
  const gained = [...next].filter((application) => !old.has(application));
  const allowed = old.size === 0 ? 1 : 0;
  if (gained.length > allowed && !isRepair) return 'captures';
  const empties = views.some(
    (view) =>
      (before[view].listed.size > 0 && after[view].listed.size === 0) ||
      (before[view].reached.size > 0 && after[view].reached.size === 0),
  );
  return empties ? 'empties' : 'none';
}

function applications(workloads: readonly string[]): ReadonlySet<string> {
  return new Set(
    workloads.map((name) => tenants.find((tenant) => tenant.name === name)?.application ?? name),
  );
}

export function byService(
  slices: readonly KubernetesObject[],
): ReadonlyMap<string, readonly KubernetesObject[]> {
  const groups = new Map<string, KubernetesObject[]>();
  for (const slice of slices) {
    const service = slice.metadata.labels?.['kubernetes.io/service-name'] ?? '';
    groups.set(service, [...(groups.get(service) ?? []), slice]);
  }
  return groups;
}

export function endpointsIn(
  slices: readonly KubernetesObject[],
  pods: ReadonlyMap<string, KubernetesObject>,
): Endpoints {
  const found = slices.flatMap((slice) =>
    listAt(slice, 'endpoints')
      .filter((endpoint) => field(endpoint, 'conditions', 'ready') === true)
      .map((endpoint) => {
        const pod = pods.get(textAt(endpoint, 'targetRef', 'name') ?? '');
        const open = new Set(
          listAt(pod, 'spec', 'containers').flatMap((one) =>
            listAt(one, 'ports').map((port) => numberAt(port, 'containerPort')),
          ),
        );
        const listens = listAt(slice, 'ports').some((port) => open.has(numberAt(port, 'port')));
        return { owner: pod?.metadata.labels?.['workload'] ?? '', listens };
      }),
  );
  return {
    listed: new Set(found.map(({ owner }) => owner)),
    reached: new Set(found.filter(({ listens }) => listens).map(({ owner }) => owner)),
  };
}
