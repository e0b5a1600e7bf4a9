import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../src/domain/objects.ts';
import type { ReasonCode } from '../../src/domain/reasons.ts';
import { selectorLayer } from '../../src/guardrails/selector/selector-layer.ts';
import { podOf, relabelled, verdictOn, workload } from '../support/namespace-objects.ts';
import type { Labels } from './label-selector.ts';
import { chooses, type Harm, harmOf, type Holder, type Tenant } from './selector.ts';

const keys = fc.constantFrom('app', 'tier', 'role');
const labels = fc.dictionary(keys, fc.constantFrom('a', 'b'));
const values = fc.subarray(['a', 'b'], { minLength: 1 });
const expressions = fc.oneof(
  fc.record({ key: keys, operator: fc.constantFrom('In' as const, 'NotIn' as const), values }),
  fc.record({ key: keys, operator: fc.constantFrom('Exists' as const, 'DoesNotExist' as const) }),
);
const labelSelector = fc.record(
  {
    matchLabels: fc.dictionary(keys, fc.constantFrom('a', 'b'), { maxKeys: 1 }),
    matchExpressions: fc.array(expressions, { maxLength: 2 }),
  },
  { requiredKeys: [] },
);
const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { freq: 8 });

type Change = readonly [Holder, Holder];

const serviceChanges = fc.tuple(orNull(labels), orNull(labels)).map(
  ([before, after]): Change => [
    { kind: 'Service', selector: before },
    { kind: 'Service', selector: after },
  ],
);

/** One object before and after a change of its selector. */
const changes: fc.Arbitrary<Change> = fc.oneof(
  serviceChanges,
  fc
    .tuple(
      fc.constantFrom('NetworkPolicy' as const, 'PodDisruptionBudget' as const),
      orNull(labelSelector),
      orNull(labelSelector),
    )
    .map(
      ([kind, before, after]): Change => [
        { kind, selector: before },
        { kind, selector: after },
      ],
    ),
);

interface Made extends Tenant {
  readonly kind: string;
}

/** Labels of the template, and those that present pods still have where a roll-out is under way. */
const tenants: fc.Arbitrary<readonly Made[]> = fc
  .array(
    fc.record({
      kind: fc.constantFrom('Deployment', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Pod'),
      template: labels,
      stale: labels,
      pods: fc.constantFrom('none', 'same', 'stale', 'both'),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((all) =>
    all.map(({ kind, template, stale, pods }, index) => ({
      kind,
      name: `tenant-${index}`,
      template,
      pods:
        kind === 'Pod'
          ? [template]
          : { none: [], same: [template], stale: [stale], both: [template, stale] }[pods],
    })),
  );

/** Each tenant has an image of its own, so that none is a canary of another. */
const objectsOf = (all: readonly Made[]): readonly KubernetesObject[] =>
  all.flatMap(({ kind, name, template, pods }) => {
    const maker = workload(kind, name, { labels: template });
    if (kind === 'Pod') return [maker];
    return [maker, ...pods.map((own, index) => podOf(maker, own, String(index)))];
  });

function objectOf({ kind, selector }: Holder): KubernetesObject {
  const metadata = { name: 'holder', namespace: 'cardboard', uid: 'uid-holder' };
  const versions = { Service: 'v1', NetworkPolicy: 'networking.k8s.io/v1', PodDisruptionBudget: 'policy/v1' };
  const field = kind === 'NetworkPolicy' ? 'podSelector' : 'selector';
  return { apiVersion: versions[kind], kind, metadata, spec: { [field]: selector } };
}

const harms: Readonly<Partial<Record<ReasonCode, Harm>>> = {
  'selector.captures-second-workload': 'captures',
  'selector.loses-all-endpoints': 'empties',
  'selector.safe': 'none',
  'selector.unchanged': 'none',
  'selector.no-change': 'none',
};

async function harmSeen(before: Holder, after: Holder, all: readonly Made[]): Promise<Harm | undefined> {
  const verdict = await verdictOn(selectorLayer, objectsOf(all), [objectOf(before), objectOf(after)]);
  expect(verdict.outcome).toBe(harms[verdict.reason] === 'none' ? 'pass' : 'refuse');
  return harms[verdict.reason];
}

describe('for every namespace and every change of what chooses pods', () => {
  it('the verdict is that of the reference, and each comes up for each kind', async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(changes, tenants, async ([before, after], all) => {
        const harm = harmOf(before, after, all);
        const key = `${before.kind} ${harm}`;
        seen.set(key, (seen.get(key) ?? 0) + 1);
        expect(await harmSeen(before, after, all)).toBe(harm);
      }),
      { numRuns: 2_000 },
    );
    expect([...seen.keys()].toSorted()).toEqual(
      ['NetworkPolicy', 'PodDisruptionBudget', 'Service'].flatMap((kind) =>
        ['captures', 'empties', 'none'].map((harm) => `${kind} ${harm}`),
      ),
    );
  });

  it('labels that come to a template say what selectors would catch from then on', async () => {
    await fc.assert(
      fc.asyncProperty(changes, tenants, labels, async ([holder], all, added) => {
        const [first, ...others] = all.map((tenant) => ({ ...tenant, kind: 'Deployment', pods: [] }));
        if (first === undefined) return;
        const relabelledTenant = { ...first, template: { ...first.template, ...added } };
        const [before, ...rest] = objectsOf([first, ...others]);
        if (before === undefined) return;
        const verdict = await verdictOn(
          selectorLayer,
          [...rest, objectOf(holder)],
          [before, relabelled(before, relabelledTenant.template)],
        );
        const isGained = !chooses(holder, first.template) && chooses(holder, relabelledTenant.template);
        const wasShared = others.filter(({ template }) => chooses(holder, template)).length;
        const isCapture = isGained && wasShared > 0 && (holder.kind === 'Service' || wasShared === 1);
        const isLost =
          chooses(holder, first.template) && !chooses(holder, relabelledTenant.template) && wasShared === 0;
        expect(harms[verdict.reason]).toBe(isCapture ? 'captures' : isLost ? 'empties' : 'none');
      }),
    );
  });

  it('a label that the intruder gets besides never helps', async () => {
    const more = fc.dictionary(fc.constantFrom('extra', 'component'), fc.constantFrom('x', 'y'), {
      minKeys: 1,
    });
    let captured = 0;
    await fc.assert(
      fc.asyncProperty(serviceChanges, tenants, more, async ([before, after], all, added) => {
        if (harmOf(before, after, all) !== 'captures') return;
        captured += 1;
        const labelled = all.map((tenant) => ({
          ...tenant,
          template: { ...tenant.template, ...added },
          pods: tenant.pods.map((own) => ({ ...own, ...added })),
        }));
        expect(await harmSeen(before, after, labelled)).toBe('captures');
      }),
      { numRuns: 400 },
    );
    expect(captured).toBeGreaterThan(20);
  });

  it('a requirement more never captures', async () => {
    await fc.assert(
      fc.asyncProperty(labels, labels, tenants, async (selector, more, all) => {
        const before: Holder = { kind: 'Service', selector };
        fc.pre(all.some(({ template, pods }) => [template, ...pods].some((own) => chooses(before, own))));
        const after: Holder = { kind: 'Service', selector: { ...more, ...selector } };
        expect(await harmSeen(before, after, all)).not.toBe('captures');
      }),
    );
  });

  it('the order of objects does not matter', async () => {
    await fc.assert(
      fc.asyncProperty(changes, tenants, async ([before, after], all) => {
        const change = [objectOf(before), objectOf(after)] as const;
        const objects = objectsOf(all);
        const forward = await verdictOn(selectorLayer, objects, change);
        const backward = await verdictOn(selectorLayer, objects.toReversed(), change);
        expect(backward.reason).toBe(forward.reason);
      }),
    );
  });
});

describe('the order of steps that puts a label on both sides', () => {
  const component: Labels = { component: 'web' };
  const cases = fc
    .record({ template: labels, kept: fc.integer({ min: 1, max: 2 }) })
    .map(({ template, kept }) => ({
      tenant: {
        kind: 'Deployment',
        name: 'web-server',
        template: { app: 'a', ...template },
        pods: [{ app: 'a', ...template }],
      },
      selector: Object.fromEntries(Object.entries({ app: 'a', ...template }).slice(0, kept)),
    }));

  it('is template, roll-out, selector; the selector first, or before the roll-out, leaves nothing', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ tenant, selector }) => {
        const before: Holder = { kind: 'Service', selector };
        const after: Holder = { kind: 'Service', selector: { ...selector, ...component } };
        const template = { ...tenant.template, ...component };
        const [deployment, ...pods] = objectsOf([tenant]);
        if (deployment === undefined) throw new Error('a tenant has a Deployment');

        const labelling = await verdictOn(
          selectorLayer,
          [...pods, objectOf(before)],
          [deployment, relabelled(deployment, template)],
        );

        expect(harms[labelling.reason]).toBe('none');
        expect(await harmSeen(before, after, [tenant])).toBe('empties');
        expect(await harmSeen(before, after, [{ ...tenant, template }])).toBe('empties');
        expect(await harmSeen(before, after, [{ ...tenant, template, pods: [template] }])).toBe('none');
      }),
    );
  });
});
