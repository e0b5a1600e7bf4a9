import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordedCluster } from '../../src/adapters/dump/recorded-cluster.ts';
import type { PlannedChange } from '../../src/actions/action-type.ts';
import type { Action } from '../../src/domain/action.ts';
import type { KubernetesObject } from '../../src/domain/objects.ts';
import { judgeAction } from '../../src/guardrails/judge-action.ts';
import { overlayCluster } from '../../src/guardrails/overlay-cluster.ts';
import { selectorLayer } from '../../src/guardrails/selector/selector-layer.ts';
import { actionOn, noon, packaged } from '../support/allowlist.ts';
import { podOf, service, workload } from '../support/namespace-objects.ts';
import {
  changesNothing,
  afterStep,
  endpoints,
  firstHarm,
  type Patch,
  type Step,
  type World,
} from './step-orders.ts';

const keys = ['app', 'tier', 'part'] as const;
const value = fc.constantFrom('a', 'b');
const labels = fc.record({ app: value, tier: value, part: value }, { requiredKeys: [] });

/** Two or three workloads, and Services that each send to exactly one of them. */
const worlds: fc.Arbitrary<World> = fc
  .tuple(fc.array(labels, { minLength: 2, maxLength: 3 }), fc.array(labels, { minLength: 1, maxLength: 2 }))
  .map(([templates, selectors]) => ({
    workloads: named('workload', templates),
    services: named('service', selectors),
  }))
  .filter((world) => Object.keys(world.services).every((name) => endpoints(world, name).length === 1));

function named<T>(stem: string, list: readonly T[]): Readonly<Record<string, T>> {
  return Object.fromEntries(list.map((one, index) => [`${stem}-${index}`, one]));
}

const patch: fc.Arbitrary<Patch> = fc.dictionary(fc.constantFrom(...keys, 'extra'), fc.option(value), {
  minKeys: 1,
  maxKeys: 2,
});

/** Any steps, and the ones by which people narrow a selector: a label on the template, and on the selector. */
const proposals = worlds.chain((world) => {
  const workloads = fc.constantFrom(...Object.keys(world.workloads));
  const services = fc.constantFrom(...Object.keys(world.services));
  const any: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ on: fc.constantFrom('template' as const, 'own-labels' as const), name: workloads, patch }),
    fc.record({ on: fc.constant('selector' as const), name: services, patch }),
  );
  const narrowing: fc.Arbitrary<readonly Step[]> = fc
    .tuple(workloads, services, fc.constantFrom('extra', ...keys), value, fc.boolean())
    .map(([one, other, key, to, isRightOrder]) => {
      const steps: readonly Step[] = [
        { on: 'template', name: one, patch: { [key]: to } },
        { on: 'selector', name: other, patch: { [key]: to } },
      ];
      return isRightOrder ? steps : steps.toReversed();
    });
  const steps = fc
    .array(fc.oneof(narrowing, fc.tuple(any)), { minLength: 1, maxLength: 3 })
    .map((parts) => parts.flat());
  return fc.tuple(fc.constant(world), steps).map(([start, all]) => ({ start, steps: effective(start, all) }));
});

/** Without the steps that change nothing: they are refused for that, whatever comes of selectors. */
function effective(start: World, steps: readonly Step[]): readonly Step[] {
  let world = start;
  return steps.filter((step) => {
    const isIdle = changesNothing(world, step);
    world = afterStep(world, step);
    return !isIdle;
  });
}

/** The first step of a proposal that the layer refuses, each judged on the cluster as those before it leave it. */
async function firstRefused(start: World, steps: readonly Step[]): Promise<number | undefined> {
  const deployments = Object.entries(start.workloads).map(([name, own]) =>
    workload('Deployment', name, { labels: own }),
  );
  const holders = Object.entries(start.services).map(([name, selector]) => service(name, selector));
  const pods = deployments.flatMap((one) => [podOf(one, undefined, '0'), podOf(one, undefined, '1')]);
  const cluster = recordedCluster([...deployments, ...holders, ...pods]);
  const changes: PlannedChange[] = [];
  for (const [index, step] of steps.entries()) {
    const judged = await judgeAction(
      {
        input: actionOf(step, [...deployments, ...holders], index),
        marker: `prp_1.${index}`,
        at: noon.toISOString(),
        provisional: () => false,
      },
      {
        guardrails: [selectorLayer],
        cluster: overlayCluster(cluster, changes),
        mode: 'check',
        policies: packaged,
        clusterName: 'default',
        now: noon,
        layerTimeoutMilliseconds: 60_000,
      },
    );
    if (judged.outcome === 'refuse') return index;
    if (judged.planned !== undefined) changes.push(judged.planned.change);
  }
  return undefined;
}

function actionOf(
  { on, name, patch: changed }: Step,
  objects: readonly KubernetesObject[],
  index: number,
): Action {
  const target = objects.find(({ metadata }) => metadata.name === name);
  if (target === undefined) throw new Error(`there is no ${name}`);
  switch (on) {
    case 'selector':
      return actionOn(target, 'patch-service-selector', { selector: changed });
    case 'template':
      return actionOn(target, 'set-labels', { template: true, labels: changed });
    case 'own-labels':
      return actionOn(target, 'set-labels', { labels: { note: String(index) } });
  }
}

describe('for every proposal of several steps', () => {
  it('the first step that empties or redirects a Service is refused, and no other one', async () => {
    let [harmful, later, safe] = [0, 0, 0];
    await fc.assert(
      fc.asyncProperty(proposals, async ({ start, steps }) => {
        const harm = firstHarm(start, steps);
        if (harm === undefined) safe += steps.length > 1 ? 1 : 0;
        else if (harm === 0) harmful += 1;
        else later += 1;
        expect(await firstRefused(start, steps)).toBe(harm);
      }),
      { numRuns: 1_000 },
    );
    for (const count of [harmful, later, safe]) expect(count).toBeGreaterThan(50);
  });
});
