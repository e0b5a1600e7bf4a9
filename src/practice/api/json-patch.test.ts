import * as fc from 'fast-check';
import { compare } from 'fast-json-patch';
import { describe, expect, it } from 'vitest';
import { applyJsonPatch, applyMergePatch } from './json-patch.ts';

const document = { a: { b: 1, 'c/d': [1, 2, 3], 'e~f': 'x' } };

describe('JSON Patch as the API server applies it', () => {
  it('adds, replaces and removes, and leaves the document alone', () => {
    const patch = [
      { op: 'test', path: '/a/b', value: 1 },
      { op: 'add', path: '/a/new', value: { x: 1 } },
      { op: 'add', path: '/a/c~1d/1', value: 9 },
      { op: 'add', path: '/a/c~1d/-', value: 4 },
      { op: 'remove', path: '/a/e~0f' },
    ];
    expect(applyJsonPatch(document, patch)).toEqual({ a: { b: 1, 'c/d': [1, 9, 2, 3, 4], new: { x: 1 } } });
    expect(document).toEqual({ a: { b: 1, 'c/d': [1, 2, 3], 'e~f': 'x' } });
  });

  it.each([
    [[{ op: 'test', path: '/a/b', value: 2 }]],
    [[{ op: 'add', path: '/x/y', value: 1 }]],
    [[{ op: 'remove', path: '/a/x' }]],
    [[{ op: 'replace', path: '/a/c~1d/3', value: 1 }]],
    [[{ op: 'copy', from: '/a', path: '/b' }]],
    [{ op: 'test' }],
  ])('fails on %j', (patch) => {
    expect(() => applyJsonPatch(document, patch)).toThrow('the server rejected our request');
  });

  it('agrees with another implementation where both apply', () => {
    const key = fc.constantFrom('a', 'b', 'c/d', 'e~f');
    const documents = fc.dictionary(
      key,
      fc.oneof(fc.integer(), fc.array(fc.integer()), fc.dictionary(key, fc.integer())),
    );
    fc.assert(
      fc.property(documents, documents, (before, after) => {
        const patch = compare(before, after);
        expect(applyJsonPatch(before, patch)).toEqual(after);
      }),
    );
  });
});

describe('JSON Merge Patch', () => {
  it('merges maps, replaces the rest and removes with null', () => {
    expect(applyMergePatch({ a: { b: 1, c: 2 }, d: [1] }, { a: { b: null, x: 3 }, d: [2] })).toEqual({
      a: { c: 2, x: 3 },
      d: [2],
    });
  });
});
