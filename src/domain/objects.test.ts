import { describe, expect, it } from 'vitest';
import { objectKey, refKey, refOf } from './objects.ts';

describe('objectKey', () => {
  it.each([
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'shop', uid: 'u' } },
    { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1' } },
  ])('is the key of the reference to a $kind', (object) => {
    expect(objectKey(object)).toBe(refKey(refOf(object)));
  });
});
