import { describe, expect, it } from 'vitest';
import { type WorkloadTraits, workload } from '../../../test/support/namespace-objects.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { workloadsOf } from '../workloads/workload.ts';
import { isSameApplication } from './same-application.ts';

function same(one: KubernetesObject, other: KubernetesObject): boolean {
  const [first, second] = workloadsOf([one, other]);
  if (first === undefined || second === undefined) throw new Error('both make pods');
  return isSameApplication(first, second);
}
const image = 'registry.example:5000/shop/web';
const web = (traits: WorkloadTraits = {}, name = 'web') =>
  workload('Deployment', name, { image: `${image}:1`, ports: { http: 8080 }, ...traits });
const withSpec = (spec: object) => web({ spec }, 'other');

describe('two workloads serve the same thing', () => {
  it.each([
    ['with another tag, as a canary does', web({ image: `${image}:2-rc.1` }, 'canary')],
    ['with a digest', web({ image: `${image}:1@sha256:0123` }, 'canary')],
    ['with another command, since the ports are the same', web({ command: ['serve', '--new'] }, 'canary')],
  ])('%s', (_how, canary) => {
    expect(same(web(), canary)).toBe(true);
  });

  it('with the same ports in another order', () => {
    const ports = { http: 8080, metrics: 9090 };
    expect(same(web({ ports }), web({ ports: { metrics: 9090, http: 8080 } }, 'canary'))).toBe(true);
  });

  it('with the same command where no ports are declared', () => {
    const silent = { ports: {}, command: ['work'] };
    expect(same(web(silent), web(silent, 'more'))).toBe(true);
  });
});

describe('two workloads serve different things', () => {
  it.each([
    ['of another image', web({ image: 'registry.example:5000/shop/api:1' }, 'other')],
    ['of the same name in another registry', web({ image: 'registry.example:5001/shop/web:1' }, 'other')],
    ['on another port', web({ ports: { http: 9090 } }, 'other')],
    ['where one has a port more', web({ ports: { http: 8080, admin: 8081 } }, 'other')],
    [
      'of another protocol',
      withSpec({
        containers: [
          {
            name: 'app',
            image: `${image}:1`,
            ports: [{ name: 'http', containerPort: 8080, protocol: 'UDP' }],
          },
        ],
      }),
    ],
    [
      'where one has a sidecar more',
      withSpec({ initContainers: [{ name: 'proxy', image: 'proxy:1', restartPolicy: 'Always' }] }),
    ],
  ])('%s', (_how, other) => {
    expect(same(web(), other)).toBe(false);
  });

  it('of one image with another command, where no ports are declared', () => {
    const worker = (command: string) => web({ ports: {}, command: [command] }, command);
    expect(same(worker('mail'), worker('reports'))).toBe(false);
  });

  it('of one image, where one declares a port and the other none', () => {
    expect(same(web(), web({ ports: {} }, 'worker'))).toBe(false);
  });

  it.each(['StatefulSet', 'Job', 'CronJob'])('as two of kind %s, which keep their own', (kind) => {
    const one = (name: string) => workload(kind, name, { image: `${image}:1`, ports: { http: 8080 } });
    expect(same(one('first'), one('second'))).toBe(false);
  });
});

it('an init container that ends is no part of what is served', () => {
  const migrating = withSpec({ initContainers: [{ name: 'migrate', image: 'migrate:1' }] });
  expect(same(web(), migrating)).toBe(true);
});
