import { describe, expect, it } from 'vitest';
import { earlyUse, undefinedUse } from './variable-uses.ts';

describe('a variable that builds on another', () => {
  it.each([
    [
      'on a later one',
      [
        { name: 'URL', value: 'http://$(HOST)' },
        { name: 'HOST', value: 'db' },
      ],
      true,
    ],
    ['on itself', [{ name: 'PATH', value: '$(PATH):/app' }], true],
    [
      'on an earlier one',
      [
        { name: 'HOST', value: 'db' },
        { name: 'URL', value: 'http://$(HOST)' },
      ],
      false,
    ],
    [
      'on one that it only quotes',
      [
        { name: 'URL', value: '$$(HOST)' },
        { name: 'HOST', value: 'db' },
      ],
      false,
    ],
  ])('%s', (_how, env, isEarly) => {
    expect(earlyUse({ env }) !== undefined).toBe(isEarly);
  });
});

describe('an argument with a variable', () => {
  const args = ['--join=$(SEED_HOST):7000'];

  it('is told where nothing defines it', () => {
    expect(undefinedUse({ args })).toBe('an argument uses SEED_HOST, which is not defined');
  });

  it.each([
    ['the container defines it', { args, env: [{ name: 'SEED_HOST', valueFrom: {} }] }],
    ['a ConfigMap or Secret may define it', { args, envFrom: [{ secretRef: { name: 'seeds' } }] }],
    ['a shell reads it', { command: ['/bin/sh', '-c'], args }],
    ['it is a command for a shell within the image', { args: ['$(nproc)'] }],
    [
      'Kubernetes defines it for a Service',
      { args: ['--redis=$(REDIS_SERVICE_HOST):$(REDIS_PORT_6379_TCP_PORT)'] },
    ],
  ])('is not, where %s', (_why, container) => {
    expect(undefinedUse(container)).toBeUndefined();
  });
});
