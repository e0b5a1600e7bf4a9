import { describe, expect, it } from 'vitest';
import { textMapAt } from './fields.ts';

describe('textMapAt', () => {
  it('leaves out what is no text', () => {
    expect(textMapAt({ labels: { app: 'web', replicas: 3 } }, 'labels')).toEqual({ app: 'web' });
  });

  it.each([[['web']], [null], ['web'], [undefined]])('has nothing of what is no map: %j', (labels) => {
    expect(textMapAt({ labels }, 'labels')).toEqual({});
  });
});
