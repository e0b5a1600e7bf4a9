import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../domain/objects.ts';
import { hostReferences } from './host-references.ts';
import { serviceNamed } from './service-names.ts';

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

describe('hosts that stand elsewhere than in literal values', () => {
  const configMap = (name: string, data: Readonly<Record<string, string>>): KubernetesObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: 'shop', name },
    data,
  });
  const client = (container: object, volumes: readonly object[] = []): KubernetesObject => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: 'shop', name: 'web' },
    spec: { template: { spec: { containers: [{ name: 'app', ...container }], volumes } } },
  });
  const hosts = (workload: KubernetesObject, configMaps: readonly KubernetesObject[] = []) =>
    hostReferences(workload, configMaps).map(({ host, port }) =>
      port === undefined ? host : `${host}:${port}`,
    );

  it.each([
    ['until nc -z ledger-db 5432; do sleep 2; done', ['ledger-db:5432']],
    ['pg_isready -h ledger-db -U app', ['ledger-db']],
    ['wait-for redis:6379 -- node server.js', ['redis:6379']],
    ['curl -sf http://api.shop.svc:8080/live || exit 1', ['api.shop.svc:8080']],
    ['exec nginx -g "daemon off;"', []],
  ])('a command for a shell: %s', (command, expected) => {
    expect(hosts(client({ command: ['sh', '-c', command] }))).toEqual(expected);
  });

  it('a variable that a ConfigMap gives, with the port beside it', () => {
    const settings = configMap('settings', {
      REDIS_HOST: 'cache',
      REDIS_PORT: '6379',
      MOTTO: 'fast and good',
    });
    expect(hosts(client({ envFrom: [{ configMapRef: { name: 'settings' } }] }), [settings])).toEqual([
      'cache:6379',
    ]);
    const env = [
      { name: 'DB_HOST', valueFrom: { configMapKeyRef: { name: 'settings', key: 'REDIS_HOST' } } },
    ];
    expect(hosts(client({ env }), [settings])).toEqual(['cache']);
  });

  it('a file that a ConfigMap mounts, and none of another namespace', () => {
    const nginx = configMap('nginx', { 'site.conf': 'location / {\n  proxy_pass http://api:8080;\n}\n' });
    const workload = client({ volumeMounts: [{ name: 'conf', mountPath: '/etc/nginx' }] }, [
      { name: 'conf', configMap: { name: 'nginx' } },
    ]);
    expect(hosts(workload, [nginx])).toContain('api:8080');
    expect(hosts(workload, [{ ...nginx, metadata: { namespace: 'other', name: 'nginx' } }])).toEqual([]);
  });

  it('does not get lost in values without an end', () => {
    const endless = configMap('endless', {
      a: 'a'.repeat(1_000_000),
      c: 'a-'.repeat(500_000),
    });
    expect(hosts(client({ envFrom: [{ configMapRef: { name: 'endless' } }] }), [endless])).toEqual([]);
  });
});
