import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueAt } from '../domain/json-pointer.ts';
import {
  configMap,
  controllerRevision,
  cronJob,
  deployment,
  node,
  replicaSets,
  service,
  statefulSet,
} from '../../test/support/action-objects.ts';
import { action, change, compared, inverseOf, plan } from '../../test/support/actions.ts';
import type { Action } from '../domain/action.ts';
import type { KubernetesObject } from '../domain/objects.ts';
import type { JsonPatchOperation } from '../domain/request.ts';

type Case = readonly [given: Action, object: KubernetesObject, related: readonly KubernetesObject[]];
type Params = fc.Arbitrary<Action['params']>;

function cases(
  name: string,
  object: KubernetesObject,
  params: Params,
  related: readonly KubernetesObject[] = [],
): fc.Arbitrary<Case> {
  return params.map((given) => [action(name, object, given), object, related]);
}

const word = fc.stringMatching(/^[a-z]([a-z0-9]{0,8}[a-z0-9])?$/u);
const labelKey = fc.constantFrom('app', 'tier', 'app.kubernetes.io/component');
const labels = fc.dictionary(labelKey, fc.option(word), { minKeys: 1 });
const revisions = [1, 2].map((revision) => controllerRevision(revision, `postgres:1${5 + revision}`));

const mapWrite: fc.Arbitrary<JsonPatchOperation> = fc.oneof(
  fc.record({
    op: fc.constant('add' as const),
    path: fc.constantFrom('/metadata/labels/x', '/spec/minReadySeconds', '/spec/strategy'),
    value: fc.oneof(word, fc.dictionary(word, word)),
  }),
  fc.record({ op: fc.constant('replace' as const), path: fc.constant('/spec/replicas'), value: fc.nat(9) }),
);
const firstVariable = '/spec/template/spec/containers/0/env/0';
const listWrite: fc.Arbitrary<JsonPatchOperation> = fc.oneof(
  fc.record({
    op: fc.constant('add' as const),
    path: fc.constantFrom(firstVariable, '/spec/template/spec/containers/0/env/-'),
    value: fc.record({ name: word, value: word }),
  }),
  fc.constant({ op: 'remove' as const, path: firstVariable }),
);
const patches = fc
  .array(fc.oneof(mapWrite, listWrite), { minLength: 1, maxLength: 4 })
  .map((patch): Action['params'] => ({ patch: patch.map((operation) => ({ ...operation })) }));

const manifests = fc
  .record({ replicas: fc.nat(9), variables: fc.array(fc.record({ name: word, value: word })) })
  .map(({ replicas, variables: env }): Action['params'] => ({
    manifest: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'cardboard', labels: { team: 'shop' } },
      spec: { replicas, template: { spec: { containers: [{ name: 'app', env }] } } },
    },
  }));

const reversible: Readonly<Record<string, fc.Arbitrary<Case>>> = {
  'set-labels of an object': cases('set-labels', service, fc.record({ labels })),
  'set-labels of a template': cases(
    'set-labels',
    deployment,
    labels.map((given) => ({ labels: given, template: true })),
  ),
  'patch-service-selector': cases('patch-service-selector', service, fc.record({ selector: labels })),
  'set-resources': cases(
    'set-resources',
    deployment,
    fc
      .record({
        memory: fc.option(fc.constantFrom('64Mi', '256Mi')),
        cpu: fc.option(fc.constant('100m')),
      })
      .map((limits) => ({ container: 'app', limits })),
  ),
  'scale-workload': cases('scale-workload', statefulSet, fc.record({ replicas: fc.nat(9) })),
  'rollback-workload of a Deployment': cases(
    'rollback-workload',
    deployment,
    fc.constantFrom({}, { toRevision: 1 }, { toRevision: 2 }),
    replicaSets,
  ),
  'rollback-workload of a StatefulSet': cases(
    'rollback-workload',
    statefulSet,
    fc.constantFrom({}, { toRevision: 1 }),
    revisions,
  ),
  'set-image': cases(
    'set-image',
    deployment,
    word.map((tag) => ({ container: 'app', image: `registry.example/team/web:${tag}` })),
  ),
  'set-env': cases(
    'set-env',
    deployment,
    fc.record({
      container: fc.constant('app'),
      name: fc.constantFrom('HOST', 'URL', 'LEVEL', 'NEW'),
      value: fc.option(word),
    }),
  ),
  'suspend-cronjob': cases('suspend-cronjob', cronJob, fc.record({ suspend: fc.boolean() })),
  'patch-configmap': cases(
    'patch-configmap',
    configMap,
    fc
      .dictionary(fc.constantFrom('level', 'workers', 'new.yaml'), fc.option(word), { minKeys: 1 })
      .map((data) => ({ data })),
  ),
  'cordon-node': cases('cordon-node', node, fc.record({ unschedulable: fc.boolean() })),
  'patch-object': cases('patch-object', deployment, patches),
  'apply-object': cases('apply-object', deployment, manifests),
};

describe.each(Object.entries(reversible))('%s', (_name, arbitrary) => {
  it('is taken back by its inverse, and both are possible', () => {
    let planned = 0;
    fc.assert(
      fc.property(arbitrary, ([given, object, related]) => {
        const forward = plan(given, object, related);
        fc.pre(forward.ok);
        const there = change(given, object, related);

        const back = change(inverseOf(there), there.after, related);

        expect(compared(back.after)).toEqual(compared(object));
        planned += 1;
      }),
    );
    expect(planned).toBeGreaterThan(0);
  });

  it('tests the uid, and every value that it writes over or takes away', () => {
    fc.assert(
      fc.property(arbitrary, ([given, object, related]) => {
        const forward = plan(given, object, related);
        fc.pre(forward.ok);
        const { request, after } = change(given, object, related);

        expect(request.verb).toBe('patch');
        if (request.verb !== 'patch') return;
        const tests = request.patch.filter(({ op }) => op === 'test').map(({ path }) => path);
        const writes = request.patch.filter(({ op }) => op !== 'test');
        const stays = (path: string) => isDeepStrictEqual(valueAt(object, path), valueAt(after, path));
        // What the patch itself has put there, or leaves as it is in the end, needs no test.
        const taken = writes.filter(
          ({ op, path }, index) =>
            op !== 'add' &&
            !stays(path) &&
            !writes.slice(0, index).some((earlier) => overlap(earlier.path, path)),
        );

        expect(tests).toContain('/metadata/uid');
        for (const { path } of taken) {
          expect(tests.some((test) => overlap(test, path))).toBe(true);
        }
      }),
    );
  });
});

function overlap(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}
