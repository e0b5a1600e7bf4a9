import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../domain/objects.ts';
import { hostReferences, serviceNamed } from './host-references.ts';

function deployment(env: Readonly<Record<string, string>>, args: readonly string[] = []): KubernetesObject {
  const variables = Object.entries(env).map(([name, value]) => ({ name, value }));
  const spec = { containers: [{ name: 'app', env: variables, args }] };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { template: { spec } },
  };
}

function found(env: Readonly<Record<string, string>>, args: readonly string[] = []): readonly string[] {
  return hostReferences(deployment(env, args)).map(({ variable, host, port }) =>
    [variable, host, ...(port === undefined ? [] : [port])].join(' '),
  );
}

describe('hosts that a container is configured to use', () => {
  it.each([
    [
      'in a URL, without its password',
      { DATABASE_URL: 'postgres://u:p%40ss@db:5432/shop' },
      ['DATABASE_URL db 5432'],
    ],
    ['with a port beside it', { REDIS: 'redis:6379' }, ['REDIS redis 6379']],
    ['in a list', { BROKERS: 'k-0.k:9092,k-1.k:9092' }, ['BROKERS k-0.k 9092', 'BROKERS k-1.k 9092']],
    ['with the port in its twin', { DB_HOST: 'db', DB_PORT: '5433' }, ['DB_HOST db 5433']],
    [
      'alone in a variable that holds a host',
      { API_HOST: 'api.shop.svc.cluster.local' },
      ['API_HOST api.shop.svc.cluster.local'],
    ],
  ])('are found %s', (_how, env, expected) => {
    expect(found(env)).toEqual(expected);
  });

  it('are found in arguments', () => {
    expect(found({}, ['--upstream=http://api:8080/'])).toEqual(['arguments api 8080']);
  });

  it.each([
    ['a word', { LEVEL: 'info' }],
    ['an address', { DB_HOST: '10.0.0.5' }],
    ['the pod itself', { CACHE_URL: 'http://localhost:8080' }],
    ['a time', { AT: '02:30' }],
  ])('are not %s', (_what, env) => {
    expect(found(env)).toEqual([]);
  });
});

describe('the Service that a host names', () => {
  it.each([
    ['db', { name: 'db', namespace: 'shop', qualified: false }],
    ['db.data', { name: 'db', namespace: 'data', qualified: false }],
    ['db.data.svc', { name: 'db', namespace: 'data', qualified: true }],
    ['db.data.svc.cluster.local', { name: 'db', namespace: 'data', qualified: true }],
    ['shop.example.net', undefined],
  ])('%s', (host, expected) => {
    expect(serviceNamed(host, 'shop')).toEqual(expected);
  });
});
