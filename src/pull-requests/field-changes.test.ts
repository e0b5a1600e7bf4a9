import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../domain/objects.ts';
import { fieldChangesOf } from './field-changes.ts';
import { withFields } from './with-fields.ts';

const container = (name: string, memory: string) => ({ name, resources: { limits: { memory } } });
const deployment = (...containers: readonly object[]): KubernetesObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', uid: 'u1', labels: { app: 'web' }, annotations: { a: '1' } },
  spec: { template: { spec: { containers } } },
});

describe('the fields in which an object differs', () => {
  it('are said as small as they can be', () => {
    const before = deployment(container('proxy', '64Mi'), container('app', '256Mi'));
    const after = deployment(container('proxy', '64Mi'), container('app', '512Mi'));

    expect(fieldChangesOf(before, after)).toEqual([
      {
        object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' },
        field: '/spec/template/spec/containers/1/resources/limits/memory',
        value: '512Mi',
      },
    ]);
  });

  it('go down into maps that are new, and say what is taken out without a value', () => {
    const before = deployment({ name: 'app', env: [] });
    const after = deployment({ name: 'app', resources: { limits: { memory: '1Gi' } } });
    expect(fieldChangesOf(before, after).map(({ field, value }) => [field, value])).toEqual([
      ['/spec/template/spec/containers/0/env', undefined],
      ['/spec/template/spec/containers/0/resources/limits/memory', '1Gi'],
    ]);
  });

  it('are not those that the cluster or we ourselves write', () => {
    const before = deployment(container('app', '1Gi'));
    const metadata = {
      ...before.metadata,
      resourceVersion: '9',
      annotations: { 'firebreak.dev/action': 'prp_1.1' },
      labels: { app: 'web', 'app.kubernetes.io/component': 'web' },
    };
    const after = { ...before, metadata, status: { replicas: 1 } };
    expect(fieldChangesOf(before, after).map(({ field }) => field)).toEqual([
      '/metadata/labels/app.kubernetes.io~1component',
    ]);
  });

  it('lead from the one object to the other', () => {
    const key = fc.stringMatching(/^[a-z/~.]{1,6}$/u);
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom('a', 'b', 1, true),
        fc.dictionary(key, tie('tree'), { maxKeys: 3, minKeys: 1 }),
        fc.array(tie('tree'), { maxLength: 3 }),
      ),
    }));
    const spec = fc.dictionary(key, tree, { maxKeys: 4, minKeys: 1 });
    const of = (given: unknown): KubernetesObject => ({ ...deployment(), spec: given });

    fc.assert(
      fc.property(spec, spec, (one, other) => {
        expect(withFields(of(one), fieldChangesOf(of(one), of(other)))).toEqual(of(other));
      }),
    );
  });
});
