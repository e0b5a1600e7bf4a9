import { describe, expect, it } from 'vitest';
import {
  networkPolicy,
  podOf,
  service,
  verdictOn,
  workload,
} from '../../../test/support/namespace-objects.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { selectorLayer } from './selector-layer.ts';

type Labels = Readonly<Record<string, string>>;

const judge = (objects: readonly KubernetesObject[], before: KubernetesObject, after: KubernetesObject) =>
  verdictOn(selectorLayer, objects, [before, after]);
const http = { ports: [{ port: 80, targetPort: 8080 }] };
const web = workload('Deployment', 'web', { labels: { app: 'web', all: 'yes' }, ports: { http: 8080 } });
const api = workload('Deployment', 'api', { labels: { app: 'api', all: 'yes' }, ports: { http: 8080 } });
const sql = workload('Deployment', 'sql', { labels: { app: 'sql', all: 'yes' }, ports: { sql: 5432 } });
const selecting = (selector: Labels, more: object = http) => service('front', selector, more);
const everybody = [web, podOf(web), api, podOf(api), sql, podOf(sql)];

describe('a Service that moves over to another application', () => {
  it('is refused, though that has the port too', async () => {
    const verdict = await judge(everybody, selecting({ app: 'web' }), selecting({ app: 'api' }));
    expect(verdict.reason).toBe('selector.captures-second-workload');
    expect(verdict.message).toContain('send traffic to Deployment cardboard/api instead of');
  });

  it('is a repair where only what it moves to has the port', async () => {
    const verdict = await judge(everybody, selecting({ app: 'sql' }), selecting({ app: 'api' }));
    expect(verdict).toMatchObject({ outcome: 'pass', reason: 'selector.safe' });
  });

  it('is no repair where nothing has the port', async () => {
    const mail = workload('Deployment', 'mail', { labels: { app: 'mail' }, ports: { smtp: 25 } });
    const verdict = await judge(
      [...everybody, mail, podOf(mail)],
      selecting({ app: 'sql' }),
      selecting({ app: 'mail' }),
    );
    expect(verdict.reason).toBe('selector.captures-second-workload');
  });

  it('is no repair where two applications have the port', async () => {
    const two = { pair: 'yes' };
    const [one, other] = [web, api].map((each) =>
      workload('Deployment', each.metadata.name, { labels: two, ports: { http: 8080 } }),
    );
    if (one === undefined || other === undefined) throw new Error('there are two');
    const verdict = await judge(
      [one, podOf(one), other, podOf(other), sql, podOf(sql)],
      selecting({ app: 'sql' }),
      selecting(two),
    );
    expect(verdict.reason).toBe('selector.captures-second-workload');
  });

  it('is no repair where part of what it had has the port', async () => {
    const shared = workload('Deployment', 'sql', { labels: { app: 'web' }, ports: { sql: 5432 } });
    const verdict = await judge(
      [web, podOf(web), api, podOf(api), shared, podOf(shared)],
      selecting({ app: 'web' }),
      selecting({ app: 'api' }),
    );
    expect(verdict.reason).toBe('selector.captures-second-workload');
  });
});

describe('a second application of the same port', () => {
  const wide = { all: 'yes' };
  const two = [web, podOf(web), api, podOf(api)];

  it('is caught by a Service with an address of its own', async () => {
    for (const more of [http, { ...http, clusterIP: '10.0.0.7' }]) {
      const verdict = await judge(two, selecting({ app: 'web' }, more), selecting(wide, more));
      expect(verdict.reason).toBe('selector.captures-second-workload');
    }
  });

  it('joins the ring behind a headless one, unless one of those that come lacks the port', async () => {
    const headless = { ...http, clusterIP: 'None' };
    const [before, after] = [selecting({ app: 'web' }, headless), selecting(wide, headless)];
    expect((await judge(two, before, after)).outcome).toBe('pass');
    expect((await judge(everybody, before, after)).reason).toBe('selector.captures-second-workload');
  });

  it('is kept from the headless Service by which a StatefulSet names its pods', async () => {
    const set = workload('StatefulSet', 'db', { labels: { app: 'db', all: 'yes' }, ports: { http: 8080 } });
    const governed = { ...set, spec: { ...(set['spec'] as object), serviceName: 'front' } };
    const headless = { ...http, clusterIP: 'None' };
    const verdict = await judge(
      [governed, podOf(governed), api, podOf(api)],
      selecting({ app: 'db' }, headless),
      selecting(wide, headless),
    );
    expect(verdict.reason).toBe('selector.captures-second-workload');
  });
});

describe('a Service that is called like a workload without pods', () => {
  const named = (selector: Labels) => service('web', selector, http);
  const asleep = workload('Deployment', 'web', {
    labels: { app: 'web', all: 'yes' },
    ports: { http: 8080 },
    replicas: 0,
  });

  it('may return to it from strangers', async () => {
    const verdict = await judge([asleep, sql, podOf(sql)], named({ all: 'yes' }), named({ app: 'web' }));
    expect(verdict.outcome).toBe('pass');
  });

  it('may not leave its canary, whose pods are all that answer', async () => {
    const canary = workload('Deployment', 'web-canary', {
      labels: { track: 'canary', all: 'yes' },
      image: 'registry.example/web:2',
      ports: { http: 8080 },
    });
    const objects = [asleep, canary, podOf(canary)];
    const verdict = await judge(objects, named({ all: 'yes' }), named({ app: 'web' }));
    expect(verdict.reason).toBe('selector.loses-all-endpoints');
    const crowded = await judge([...objects, sql, podOf(sql)], named({ all: 'yes' }), named({ app: 'web' }));
    expect(crowded.reason).toBe('selector.loses-all-endpoints');
  });

  it('may not go to another one without pods', async () => {
    const other = workload('Deployment', 'idle', { labels: { all: 'yes', rest: 'yes' }, replicas: 0 });
    const objects = [asleep, other, sql, podOf(sql)];
    const verdict = await judge(objects, named({ all: 'yes' }), named({ rest: 'yes' }));
    expect(verdict.reason).toBe('selector.loses-all-endpoints');
  });

  it('may not narrow to it while its own pods are of an older template', async () => {
    const objects = [web, podOf(web, { old: 'yes' }), sql, podOf(sql)];
    const verdict = await judge(objects, named({ all: 'yes' }), named({ app: 'web' }));
    expect(verdict.reason).toBe('selector.loses-all-endpoints');
  });
});

describe('pods in the network of their host', () => {
  const agent = workload('DaemonSet', 'agent', {
    labels: { app: 'agent', all: 'yes' },
    spec: { hostNetwork: true },
  });
  const rest = [web, podOf(web), agent, podOf(agent)];
  const others = [api, podOf(api)];

  it.each([
    ['a policy applies to', (app: object) => ({ podSelector: { matchLabels: app } })],
    [
      'a policy lets traffic out to',
      (app: object) => ({ podSelector: {}, egress: [{ to: [{ podSelector: { matchLabels: app } }] }] }),
    ],
    [
      'a policy lets in',
      (app: object) => ({ podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: app } }] }] }),
    ],
  ])('are none of those that %s', async (_what, spec) => {
    const before = networkPolicy('wall', spec({ app: 'web' }));
    const after = networkPolicy('wall', spec({ all: 'yes' }));
    expect((await judge(rest, before, after)).outcome).toBe('pass');
    expect((await judge([...rest, ...others], before, after)).reason).toBe(
      'selector.captures-second-workload',
    );
  });
});
