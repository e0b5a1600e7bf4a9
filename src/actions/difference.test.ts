import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, KubernetesObject } from '../domain/objects.ts';
import { difference } from './difference.ts';
import { patched } from './marked-patch.ts';

function object(spec: Json): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'thing', uid: 'uid' }, spec };
}

const names = fc.constantFrom('a', 'b', 'c', 'd');
const items = fc.uniqueArray(fc.record({ name: names, value: fc.constantFrom('x', 'y') }), {
  selector: ({ name }) => name,
});
const specs = fc.letrec<{ spec: Json }>((tie) => ({
  spec: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Json>('x', 'y', 1, true, null),
    fc.array(fc.constantFrom<Json>('x', 'y'), { maxLength: 3 }),
    items,
    fc.dictionary(fc.constantFrom('a', 'b/c', 'd~e'), tie('spec'), { maxKeys: 3 }),
  ),
})).spec;

describe('the difference of two objects', () => {
  it('turns the one into the other', () => {
    fc.assert(
      fc.property(specs, specs, (before, after) => {
        const { changes } = difference(object(before), object(after));
        expect(patched(object(before), changes)).toEqual(object(after));
      }),
    );
  });

  it('is empty where they are alike', () => {
    fc.assert(
      fc.property(specs, (spec) => {
        expect(difference(object(spec), object(structuredClone(spec))).changes).toEqual([]);
      }),
    );
  });

  it('shows nothing of the list items that stay as they are', () => {
    const stays = { name: 'TOKEN', value: 'hunter2' };
    const before = [{ name: 'A', value: '1' }, stays, { name: 'B', value: '2' }];
    const after = [stays, { name: 'B', value: '3' }, { name: 'C', value: '4' }];

    expect(difference(object(before), object(after))).toEqual({
      assumptions: [
        { op: 'test', path: '/spec/2/name', value: 'B' },
        { op: 'test', path: '/spec/2/value', value: '2' },
        { op: 'test', path: '/spec/0', value: { name: 'A', value: '1' } },
      ],
      changes: [
        { op: 'replace', path: '/spec/2/value', value: '3' },
        { op: 'remove', path: '/spec/0' },
        { op: 'add', path: '/spec/2', value: { name: 'C', value: '4' } },
      ],
    });
  });
});
