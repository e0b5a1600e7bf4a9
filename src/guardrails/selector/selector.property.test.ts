import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { relabelled, service, verdictOn, workload } from '../../../test/support/namespace-objects.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { selectorLayer } from './selector-layer.ts';

type Labels = Record<string, string>;

const labels = fc.dictionary(fc.constantFrom('app', 'tier', 'role'), fc.constantFrom('a', 'b'));
const selectors = fc.dictionary(fc.constantFrom('app', 'tier', 'role'), fc.constantFrom('a', 'b'), {
  minKeys: 1,
});
const kinds = fc.constantFrom('Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Pod');

/** Workloads of different images, so that none is a canary of another, and none that the Service is named after. */
const namespaces = fc
  .array(fc.record({ kind: kinds, labels }), { minLength: 1, maxLength: 5 })
  .map((specs) => specs.map((spec, index) => workload(spec.kind, `w${index}`, spec)));

const reasonOf = async (
  objects: readonly KubernetesObject[],
  before: Labels,
  after: Labels,
): Promise<string> => {
  const { reason } = await verdictOn(selectorLayer, objects, [service('svc', before), service('svc', after)]);
  return reason;
};

/** The slow and obvious model: a Service selects every workload whose labels hold all of its selector's. */
function selected(objects: readonly KubernetesObject[], selector: Labels): Set<string> {
  const names = new Set<string>();
  for (const object of objects) {
    const own = labelsOf(object);
    let all = true;
    for (const key in selector) if (own[key] !== selector[key]) all = false;
    if (all) names.add(object.metadata.name);
  }
  return names;
}

function labelsOf(object: KubernetesObject): Labels {
  const raw = JSON.parse(JSON.stringify(object)) as {
    metadata: { labels?: Labels };
    spec: {
      template?: { metadata: { labels: Labels } };
      jobTemplate?: { spec: { template: { metadata: { labels: Labels } } } };
    };
  };
  const template = raw.spec.jobTemplate?.spec.template ?? raw.spec.template;
  return template?.metadata.labels ?? raw.metadata.labels ?? {};
}

function expected(objects: readonly KubernetesObject[], before: Labels, after: Labels): string {
  if (isDeepStrictEqual({ ...before }, { ...after })) return 'selector.no-change';
  const old = selected(objects, before);
  const next = selected(objects, after);
  const gained = [...next].filter((name) => !old.has(name));
  if (old.size > 0 && gained.length > 0) return 'selector.captures-second-workload';
  if (old.size === 0 && gained.length > 1) return 'selector.captures-second-workload';
  if (old.size > 0 && next.size === 0) return 'selector.loses-all-endpoints';
  // Of these workloads single pods alone have pods.
  const hasPods = (names: ReadonlySet<string>): boolean =>
    objects.some((object) => object.kind === 'Pod' && names.has(object.metadata.name));
  if (hasPods(old) && !hasPods(next)) return 'selector.loses-all-endpoints';
  return old.size === next.size ? 'selector.unchanged' : 'selector.safe';
}

describe('for every namespace and every change of a Service’s selector', () => {
  it('the verdict is the one of the slow model', async () => {
    await fc.assert(
      fc.asyncProperty(namespaces, selectors, selectors, async (objects, before, after) => {
        expect(await reasonOf(objects, before, after)).toBe(expected(objects, before, after));
      }),
      { numRuns: 400 },
    );
  });

  it('the order of objects does not matter', async () => {
    await fc.assert(
      fc.asyncProperty(namespaces, selectors, selectors, async (objects, before, after) => {
        expect(await reasonOf(objects.toReversed(), before, after)).toBe(
          await reasonOf(objects, before, after),
        );
      }),
    );
  });

  it('labels added to the intruder never help', async () => {
    const more = fc.dictionary(fc.constantFrom('extra', 'component'), fc.constantFrom('x', 'y'), {
      minKeys: 1,
    });
    await fc.assert(
      fc.asyncProperty(namespaces, selectors, selectors, more, async (objects, before, after, added) => {
        fc.pre((await reasonOf(objects, before, after)) === 'selector.captures-second-workload');
        const kept = selected(objects, before);
        const labelled = objects.map((object) =>
          kept.has(object.metadata.name) || object.kind === 'CronJob'
            ? object
            : relabelled(object, { ...labelsOf(object), ...added }),
        );
        expect(await reasonOf(labelled, before, after)).toBe('selector.captures-second-workload');
      }),
    );
  });

  it('a requirement more never captures', async () => {
    await fc.assert(
      fc.asyncProperty(namespaces, selectors, selectors, async (objects, before, more) => {
        fc.pre(selected(objects, before).size > 0);
        expect(await reasonOf(objects, before, { ...more, ...before })).not.toBe(
          'selector.captures-second-workload',
        );
      }),
    );
  });

  it('what was so before is not held against a change of other labels', async () => {
    await fc.assert(
      fc.asyncProperty(namespaces, selectors, async (objects, selector) => {
        const [first, ...others] = objects.filter(({ kind }) => kind !== 'CronJob');
        fc.pre(first !== undefined);
        const change = [first, relabelled(first, { ...labelsOf(first), unrelated: 'yes' })] as const;
        const verdict = await verdictOn(selectorLayer, [...others, service('svc', selector)], change);
        expect(verdict.reason).toBe('selector.unchanged');
      }),
    );
  });
});
