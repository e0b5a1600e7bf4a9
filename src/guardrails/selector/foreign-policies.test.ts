import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  namespaceObject,
  podOf,
  relabelled,
  verdictOn,
  workload,
} from '../../../test/support/namespace-objects.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { selectorLayer } from './selector-layer.ts';

type Labels = Readonly<Record<string, string>>;

/** A policy of namespace `databases` that lets clients of other namespaces in. */
function letsIn(pods: Labels, namespaces: Labels | undefined): KubernetesObject {
  const peer = {
    podSelector: { matchLabels: pods },
    ...(namespaces === undefined ? {} : { namespaceSelector: { matchLabels: namespaces } }),
  };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'clients', namespace: 'databases' },
    spec: { podSelector: {}, ingress: [{ from: [peer] }] },
  };
}

const home = namespaceObject({ team: 'cardboard' });
const web = workload('Deployment', 'web', { labels: { app: 'web', role: 'client' } });
const api = workload('Deployment', 'api', { labels: { app: 'api' } });
const judge = (
  policy: KubernetesObject,
  before: KubernetesObject,
  after: KubernetesObject,
  more = [api, podOf(api)],
) => verdictOn(selectorLayer, [home, policy, podOf(before), ...more], [before, after]);

describe('a NetworkPolicy of another namespace', () => {
  it('may not lose the clients that it lets in', async () => {
    expect(
      await judge(letsIn({ role: 'client' }, { team: 'cardboard' }), web, relabelled(web, { app: 'web' })),
    ).toMatchObject({
      outcome: 'refuse',
      reason: 'selector.loses-all-endpoints',
      message: expect.stringContaining(
        'NetworkPolicy databases/clients (ingress[0]) would no longer let in what it lets in',
      ) as string,
      objects: [{ kind: 'NetworkPolicy', namespace: 'databases', name: 'clients' }],
    });
  });

  it('may not be opened to another application by a label', async () => {
    const after = relabelled(api, { app: 'api', role: 'client' });
    expect(
      await judge(letsIn({ role: 'client' }, { team: 'cardboard' }), api, after, [web, podOf(web)]),
    ).toMatchObject({
      outcome: 'refuse',
      reason: 'selector.captures-second-workload',
      message: expect.stringContaining('would also let in Deployment cardboard/api') as string,
    });
  });

  it.each([
    ['names another namespace', letsIn({ role: 'client' }, { team: 'trade-bot' })],
    ['means its own namespace alone', letsIn({ role: 'client' }, undefined)],
  ])('is nothing to a namespace where it %s', async (_how, policy) => {
    expect((await judge(policy, web, relabelled(web, { app: 'web' }))).outcome).toBe('pass');
  });

  it('says of any labels what asking for each pod would say', async () => {
    const labels = fc.dictionary(fc.constantFrom('app', 'role'), fc.constantFrom('web', 'client'), {
      noNullPrototype: true,
    });
    await fc.assert(
      fc.asyncProperty(labels, labels, labels, labels, async (pods, namespaces, old, next) => {
        const before = workload('Deployment', 'web', { labels: old });
        const verdict = await verdictOn(
          selectorLayer,
          [namespaceObject({ app: 'web' }), letsIn(pods, namespaces), podOf(before)],
          [before, relabelled(before, next)],
        );
        const isIn = (selector: Labels, own: Labels) =>
          Object.entries(selector).every(([key, value]) => own[key] === value);
        const cuts = isIn(namespaces, { app: 'web' }) && isIn(pods, old) && !isIn(pods, next);
        expect(verdict.outcome).toBe(cuts ? 'refuse' : 'pass');
      }),
    );
  });
});

describe('a workload in the network of its host', () => {
  const policy = letsIn({ role: 'client' }, { team: 'cardboard' });
  const onHost = {
    ...workload('Deployment', 'web', { labels: { app: 'web', role: 'client' }, spec: { hostNetwork: true } }),
    metadata: web.metadata,
  };

  it('is not let in by its labels, so going there cuts it off', async () => {
    expect(await judge(policy, web, onHost)).toMatchObject({
      outcome: 'refuse',
      reason: 'selector.loses-all-endpoints',
      remedy: expect.stringContaining("name the nodes' addresses by ipBlock") as string,
    });
  });

  it('loses nothing that labels gave it', async () => {
    const bare = relabelled(onHost, { app: 'web' });
    expect((await judge(policy, onHost, bare)).outcome).toBe('pass');
  });

  it('stays an endpoint of its Service', async () => {
    const service: KubernetesObject = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'cardboard' },
      spec: { selector: { role: 'client' }, ports: [{ port: 80 }] },
    };
    expect((await judge(service, onHost, relabelled(onHost, { app: 'web' }))).reason).toBe(
      'selector.loses-all-endpoints',
    );
  });
});
