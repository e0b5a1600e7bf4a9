import { describe, expect, it } from 'vitest';
import { service, workload } from '../../../test/support/namespace-objects.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { type Workload, workloadsOf } from '../workloads/workload.ts';
import { isHeadless, lacksEveryNamedPort, offerOf } from './target-ports.ts';

function running(object: KubernetesObject): Workload {
  const [found] = workloadsOf([object]);
  if (found === undefined) throw new Error('it makes pods');
  return found;
}
const web = running(workload('Deployment', 'web', { ports: { http: 8080, metrics: 9090 } }));
const silent = running(workload('Deployment', 'silent'));
const sendingTo = (...ports: readonly object[]) => service('web', { app: 'web' }, { ports });

describe('what a workload offers a Service', () => {
  it.each([
    ['a port by its name', [{ port: 80, targetPort: 'http' }]],
    ['a port by its number', [{ port: 80, targetPort: 8080 }]],
    ['the port itself, where no target is named', [{ port: 8080 }]],
    ['several ports', [{ port: 80, targetPort: 'http' }, { port: 9090 }]],
  ])('is %s', (_what, ports) => {
    expect(offerOf(sendingTo(...ports), web)).toBe('offers');
  });

  it.each([
    ['a name that no container has', [{ port: 80, targetPort: 'www' }]],
    ['a number beside declared ones', [{ port: 5432 }]],
    ['one of several ports', [{ port: 80, targetPort: 'http' }, { port: 5432 }]],
    ['the protocol', [{ port: 80, targetPort: 'http', protocol: 'UDP' }]],
  ])('lacks %s', (_what, ports) => {
    expect(offerOf(sendingTo(...ports), web)).toBe('lacks');
  });

  it('is not known where its containers declare nothing and the Service names numbers alone', () => {
    expect(offerOf(sendingTo({ port: 80 }), silent)).toBe('unknown');
    expect(offerOf(sendingTo({ port: 80, targetPort: 'http' }), silent)).toBe('lacks');
    expect(offerOf(sendingTo({ port: 80 }, { port: 81, targetPort: 'http' }), silent)).toBe('lacks');
  });

  it('is not known where the Service sends to no port', () => {
    expect(offerOf(sendingTo(), web)).toBe('unknown');
  });
});

describe('a Service whose every target is a name that nobody has', () => {
  it('gets nothing through', () => {
    expect(lacksEveryNamedPort(sendingTo({ port: 80, targetPort: 'www' }), [web, silent])).toBe(true);
  });

  it.each([
    [
      'one name is there',
      [
        { port: 80, targetPort: 'www' },
        { port: 81, targetPort: 'metrics' },
      ],
    ],
    [
      'one target is a number',
      [
        { port: 80, targetPort: 'www' },
        { port: 81, targetPort: 81 },
      ],
    ],
    ['there is no target', []],
  ])('is another one where %s', (_what, ports) => {
    expect(lacksEveryNamedPort(sendingTo(...ports), [web, silent])).toBe(false);
  });
});

describe('headless', () => {
  it.each([
    [true, service('ring', {}, { clusterIP: 'None' })],
    [false, service('ring', {}, { clusterIP: '10.0.0.7' })],
    [false, service('ring', {})],
    [false, { ...service('ring', {}, { clusterIP: 'None' }), kind: 'NetworkPolicy' }],
  ])('is %s for a Service by its cluster IP alone', (expected, object) => {
    expect(isHeadless(object)).toBe(expected);
  });
});
