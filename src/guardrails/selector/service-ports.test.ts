import { describe, expect, it } from 'vitest';
import { podOf, service, verdictOn, workload } from '../../../test/support/namespace-objects.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { selectorLayer } from './selector-layer.ts';

const web = workload('Deployment', 'web', { ports: { http: 8080 } });
const live = podOf(web);

const offering = (...ports: readonly object[]) => service('web', { app: 'web' }, { ports });
const http = { name: 'http', port: 80, targetPort: 'http' };

function ingress(port: object): KubernetesObject {
  const backend = { service: { name: 'web', port } };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'shop', namespace: 'cardboard' },
    spec: {
      rules: [{ host: 'shop.example', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
    },
  };
}

const judge = (
  objects: readonly KubernetesObject[],
  before: KubernetesObject | undefined,
  after: KubernetesObject,
) => verdictOn(selectorLayer, objects, [before, after]);

describe('other ports of a Service', () => {
  it('may not send to a name that no container has', async () => {
    const verdict = await judge([web, live], offering(http), offering({ ...http, targetPort: 'web' }));
    expect(verdict).toMatchObject({
      outcome: 'refuse',
      reason: 'selector.port-missing',
      message:
        'Service cardboard/web would send to port web, which no container of Deployment cardboard/web has',
    });
  });

  it('are no harm where the name was missing before', async () => {
    const dead = offering({ ...http, targetPort: 'web' });
    const other = offering({ ...http, targetPort: 'www' });
    expect(await judge([web, live], dead, other)).toMatchObject({ outcome: 'pass' });
    expect(await judge([web, live], dead, offering(http))).toMatchObject({ outcome: 'pass' });
  });

  it.each([[{ number: 80 }], [{ name: 'http' }]])('may not leave an Ingress without %o', async (port) => {
    const moved = offering({ name: 'www', port: 8080, targetPort: 'http' });
    const verdict = await judge([web, live, ingress(port)], offering(http), moved);
    expect(verdict).toMatchObject({
      outcome: 'refuse',
      reason: 'selector.backend-port-missing',
      objects: [{ kind: 'Ingress', namespace: 'cardboard', name: 'shop' }],
    });
    expect(verdict.remedy).toContain('in Service cardboard/web until the Ingress names another one');
  });

  it('may join those that an Ingress names', async () => {
    const both = offering(http, { name: 'www', port: 8080, targetPort: 'http' });
    const verdict = await judge([web, live, ingress({ number: 80 })], offering(http), both);
    expect(verdict).toMatchObject({ outcome: 'pass' });
  });

  it('are not held against a port that an Ingress named in vain before', async () => {
    const moved = offering({ name: 'www', port: 8080, targetPort: 'http' });
    const verdict = await judge([web, live, ingress({ number: 9999 })], offering(http), moved);
    expect(verdict).toMatchObject({ outcome: 'pass' });
  });
});

describe('other names of a workload’s ports', () => {
  it('may not leave the Service that sends to the old name with nothing', async () => {
    const renamed = workload('Deployment', 'web', { ports: { www: 8080 } });
    const verdict = await judge([offering(http), live], web, renamed);
    expect(verdict).toMatchObject({ outcome: 'refuse', reason: 'selector.loses-all-endpoints' });
  });

  it('are nothing to a Service that sends to the number', async () => {
    const renamed = workload('Deployment', 'web', { ports: { www: 8080 } });
    const byNumber = offering({ port: 80, targetPort: 8080 });
    expect(await judge([byNumber, live], web, renamed)).toMatchObject({ outcome: 'pass' });
  });
});
