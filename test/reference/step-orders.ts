import type { Labels } from './label-selector.ts';

/** Deployments by name with the labels of their template, and Services by name with their selector. */
export interface World {
  readonly workloads: Readonly<Record<string, Labels>>;
  readonly services: Readonly<Record<string, Labels>>;
}

/** Null removes a key. */
export type Patch = Readonly<Record<string, string | null>>;

export type Step =
  | { readonly on: 'own-labels' | 'template'; readonly name: string; readonly patch: Patch }
  | { readonly on: 'selector'; readonly name: string; readonly patch: Patch };

/** Every pod has its template's labels: a step waits for the roll-outs of those before it. */
export function afterStep(world: World, { on, name, patch }: Step): World {
  switch (on) {
    case 'own-labels':
      return world;
    case 'template':
      return {
        ...world,
        workloads: { ...world.workloads, [name]: merged(world.workloads[name] ?? {}, patch) },
      };
    case 'selector':
      return { ...world, services: { ...world.services, [name]: merged(world.services[name] ?? {}, patch) } };
  }
}

export function changesNothing({ workloads, services }: World, { on, name, patch }: Step): boolean {
  if (on === 'own-labels') return false;
  const present = (on === 'template' ? workloads : services)[name] ?? {};
  return Object.entries(patch).every(([key, value]) => (present[key] ?? null) === value);
}

/**
 * The first step after which a Service has no endpoint, or those of another workload than before; undefined where none
 * does. While a roll-out is under way there are pods of both templates, so looking before and after it is enough.
 */
export function firstHarm(start: World, steps: readonly Step[]): number | undefined {
  let world = start;
  for (const [index, step] of steps.entries()) {
    const next = afterStep(world, step);
    for (const service of Object.keys(world.services)) {
      const before = endpoints(world, service);
      const after = endpoints(next, service);
      const isSame = before.length === after.length && before.every((name) => after.includes(name));
      if (!isSame) return index;
    }
    world = next;
  }
  return undefined;
}

/** The workloads whose pods a Service sends to; without a selector it has none. */
export function endpoints({ workloads, services }: World, service: string): readonly string[] {
  const selector = Object.entries(services[service] ?? {});
  if (selector.length === 0) return [];
  return Object.keys(workloads).filter((name) =>
    selector.every(([key, value]) => workloads[name]?.[key] === value),
  );
}

function merged(labels: Labels, patch: Patch): Labels {
  const entries = Object.entries({ ...labels, ...patch }).filter(([, value]) => value !== null);
  return Object.fromEntries(entries) as Labels;
}
