import { describe, expect, it } from 'vitest';
import {
  disruptionBudget,
  namespaceObject,
  networkPolicy,
  podOf,
  relabelled,
  service,
  verdictOn,
  workload,
} from '../../../test/support/namespace-objects.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { selectorLayer } from './selector-layer.ts';

const name = 'app.kubernetes.io/name';
const component = 'app.kubernetes.io/component';

/** An application and its database under one name, told apart by component: the classic trap. */
const web = workload('Deployment', 'web', {
  labels: { [name]: 'cardboard', [component]: 'web' },
  ports: { http: 8080 },
});
const postgres = workload('StatefulSet', 'postgres', {
  labels: { [name]: 'cardboard', [component]: 'postgres' },
  ports: { sql: 5432 },
});
const narrow = service(
  'web',
  { [name]: 'cardboard', [component]: 'web' },
  { ports: [{ port: 80, targetPort: 'http' }] },
);
const wide = service('web', { [name]: 'cardboard' }, { ports: [{ port: 80, targetPort: 'http' }] });
const live = [podOf(web), podOf(postgres)];

const judge = (
  objects: readonly KubernetesObject[],
  before: KubernetesObject | undefined,
  after: KubernetesObject | undefined,
) => verdictOn(selectorLayer, objects, [before, after]);

describe('a Service’s selector', () => {
  it('may not catch the database', async () => {
    const verdict = await judge([web, postgres, ...live], narrow, wide);
    expect(verdict).toMatchObject({
      outcome: 'refuse',
      reason: 'selector.captures-second-workload',
      message: 'Service cardboard/web would also send traffic to StatefulSet cardboard/postgres',
      remedy: `keep ${component}=web in the selector of Service cardboard/web`,
    });
    // Without its uid: by the name alone that people and programs know it by.
    expect(verdict.objects).toEqual([
      { apiVersion: 'v1', kind: 'Service', namespace: 'cardboard', name: 'web' },
    ]);
  });

  it('may let go of the database that it has caught', async () => {
    const verdict = await judge([web, postgres, ...live], wide, narrow);
    expect(verdict).toMatchObject({ outcome: 'pass', reason: 'selector.safe' });
  });

  it.each(['Deployment', 'DaemonSet', 'ReplicaSet', 'CronJob', 'Job', 'ReplicationController', 'Pod'])(
    'may not catch a %s either',
    async (kind) => {
      const other = workload(kind, 'other', { labels: { [name]: 'cardboard' } });
      expect((await judge([web, other], narrow, wide)).reason).toBe('selector.captures-second-workload');
    },
  );

  it('may not catch a workload at zero replicas, whose pods come back', async () => {
    const asleep = workload('StatefulSet', 'postgres', { labels: { [name]: 'cardboard' }, replicas: 0 });
    expect((await judge([web, asleep], narrow, wide)).reason).toBe('selector.captures-second-workload');
  });

  it('may not catch a pod that was labelled by hand', async () => {
    const redis = workload('Deployment', 'redis');
    const pod = podOf(redis, { [name]: 'cardboard' });
    const verdict = await judge([web, redis, pod], narrow, wide);
    expect(verdict.message).toContain('also send traffic to Deployment cardboard/redis');
  });

  it('leaves finished Jobs out', async () => {
    const labels = { [name]: 'cardboard' };
    const done = {
      ...workload('Job', 'migrate', { labels }),
      status: { conditions: [{ type: 'Complete', status: 'True' }] },
    };
    expect((await judge([web, done, podOf(done)], narrow, wide)).outcome).toBe('pass');
  });

  it('may not go over to another application', async () => {
    const verdict = await judge([web, postgres], narrow, service('web', { [component]: 'postgres' }));
    expect(verdict.message).toBe(
      'Service cardboard/web would send traffic to StatefulSet cardboard/postgres instead of Deployment cardboard/web',
    );
  });

  it('may go over from pods without its port to those that have it', async () => {
    const wrong = service('web', { [component]: 'postgres' }, { ports: [{ port: 80, targetPort: 'http' }] });
    expect(await judge([web, postgres, ...live], wrong, narrow)).toMatchObject({
      outcome: 'pass',
      reason: 'selector.safe',
    });
  });

  it('may not lose every endpoint', async () => {
    const verdict = await judge([web, postgres], narrow, service('web', { [component]: 'frontend' }));
    expect(verdict).toMatchObject({
      outcome: 'refuse',
      reason: 'selector.loses-all-endpoints',
      objects: [{ kind: 'Service', name: 'web' }],
    });
    expect(verdict.remedy).toContain(`${name}=cardboard,${component}=web`);
  });

  it.each([
    ['no selector', service('web', undefined)],
    ['an empty selector', service('web', {})],
    ['an ExternalName', service('web', { [component]: 'web' }, { type: 'ExternalName' })],
  ])('may not lose every endpoint by %s', async (_name, after) => {
    expect((await judge([web], narrow, after)).reason).toBe('selector.loses-all-endpoints');
  });

  it('waits until the present pods carry the label', async () => {
    const old = podOf(web, { [name]: 'cardboard' });
    const verdict = await judge([web, postgres, old, podOf(postgres)], wide, narrow);
    expect(verdict).toMatchObject({ outcome: 'refuse', reason: 'selector.loses-all-endpoints' });
    expect(verdict.remedy).toBe(
      'wait until the roll-out of Deployment cardboard/web has replaced its pods, then change the selector',
    );
  });

  it('does not wait for pods that were not there before', async () => {
    const asleep = workload('Deployment', 'web', {
      labels: { [name]: 'cardboard', [component]: 'web' },
      replicas: 0,
    });
    expect((await judge([asleep, postgres, podOf(postgres)], wide, narrow)).outcome).toBe('pass');
  });

  it('may not be narrowed to a canary that has no pods', async () => {
    const labels = { [name]: 'cardboard', [component]: 'web', track: 'canary' };
    const canary = workload('Deployment', 'web-canary', {
      labels,
      image: 'registry.example/web:2',
      replicas: 0,
    });
    const verdict = await judge([web, canary, podOf(web)], narrow, service('web', { track: 'canary' }));
    expect(verdict).toMatchObject({ outcome: 'refuse', reason: 'selector.loses-all-endpoints' });
    expect(verdict.message).toContain('what is left, Deployment cardboard/web-canary, has no pods now');
    expect(verdict.remedy).toBe(
      'change the selector once Deployment cardboard/web-canary has pods that are ready',
    );
  });

  it('may not be narrowed to what lacks its port', async () => {
    const verdict = await judge(
      [web, postgres, ...live],
      wide,
      service('web', { [component]: 'postgres' }, { ports: [{ port: 80, targetPort: 'http' }] }),
    );
    expect(verdict.message).toContain('does not offer port http');
    expect(verdict.remedy).toBe(`keep Deployment cardboard/web selected, by ${component}=web`);
  });

  it('may not be narrowed away from the workload that it is named after', async () => {
    const untold = [
      workload('Deployment', 'web', { labels: { app: 'a', part: 'x' } }),
      workload('Deployment', 'db', { labels: { app: 'a', part: 'y' } }),
    ];
    const verdict = await judge(untold, service('web', { app: 'a' }), service('web', { part: 'y' }));
    expect(verdict.reason).toBe('selector.loses-all-endpoints');
    expect(verdict.remedy).toBe('keep Deployment cardboard/web selected, by part=x');
  });

  it('may take in a canary of the same image and ports', async () => {
    const labels = { [name]: 'cardboard', track: 'canary' };
    const canary = workload('Deployment', 'web-canary', {
      labels,
      image: 'registry.example/web:2',
      ports: { http: 8080 },
    });
    const verdict = await judge([web, canary], narrow, wide);
    expect(verdict).toMatchObject({ outcome: 'pass', reason: 'selector.safe' });
  });

  it('may not take in another role of the same image', async () => {
    const labels = { [name]: 'cardboard' };
    const image = 'registry.example/web:1';
    const plain = workload('Deployment', 'web', {
      labels: { ...labels, [component]: 'web' },
      image,
      command: ['serve'],
    });
    const worker = workload('Deployment', 'worker', { labels, image, command: ['work'] });
    expect((await judge([plain, worker], narrow, wide)).reason).toBe('selector.captures-second-workload');
  });

  it('may not take in a second database of the same image', async () => {
    const labels = { [name]: 'cardboard' };
    const traits = { image: 'postgres:16', ports: { sql: 5432 } };
    const one = workload('StatefulSet', 'pg-a', { ...traits, labels: { ...labels, [component]: 'web' } });
    const two = workload('StatefulSet', 'pg-b', { ...traits, labels });
    expect((await judge([one, two], narrow, wide)).reason).toBe('selector.captures-second-workload');
  });

  it('says so where it was shared before, and does not hold it against the change', async () => {
    const after = service('web', { [name]: 'cardboard' }, { ports: [{ port: 81, targetPort: 'http' }] });
    expect((await judge([web, postgres], wide, after)).reason).toBe('selector.no-change');
    const verdict = await judge(
      [wide],
      web,
      relabelled(web, { [name]: 'cardboard', [component]: 'web', v: '2' }),
    );
    expect(verdict).toMatchObject({ outcome: 'pass', reason: 'selector.unchanged' });
  });

  it('may find a workload where it found none', async () => {
    expect((await judge([web, postgres], service('web', { app: 'typo' }), narrow)).outcome).toBe('pass');
  });

  it('is told where what it finds does not offer its port', async () => {
    const sql = service('db', { [component]: 'postgres' }, { ports: [{ port: 80, targetPort: 'http' }] });
    const verdict = await judge([postgres], undefined, sql);
    expect(verdict.message).toContain('which does not offer port http');
  });

  it('may not find two where it found none', async () => {
    const verdict = await judge([web, postgres], service('web', { app: 'typo' }), wide);
    expect(verdict.message).toBe(
      'Service cardboard/web would also send traffic to StatefulSet cardboard/postgres',
    );
    expect((await judge([web, postgres], undefined, wide)).reason).toBe('selector.captures-second-workload');
  });

  it('asks for a label first where none tells the workloads apart', async () => {
    const labels = { app: 'cardboard', tier: 'web' };
    const twins = [
      workload('Deployment', 'web', { labels }),
      workload('StatefulSet', 'db', { labels: { app: 'cardboard' } }),
    ];
    const verdict = await judge(
      [...twins, podOf(twins[0] ?? web)],
      service('web', { tier: 'web' }),
      service('web', { app: 'cardboard' }),
    );
    expect(verdict.remedy).toBe('keep tier=web in the selector of Service cardboard/web');
    const same = [workload('Deployment', 'web', { labels }), workload('StatefulSet', 'db', { labels })];
    const blind = await judge(same, service('web', { app: 'typo' }), service('web', { app: 'cardboard' }));
    expect(blind.remedy).toContain(`such as ${component}=web`);
    expect(blind.remedy).toContain('A label on StatefulSet cardboard/db alone does not help');
  });
});

describe('a headless Service', () => {
  const ring = { app: 'mimir' };
  const ports = { memberlist: 7946 };
  const ingester = workload('Deployment', 'ingester', { labels: { ...ring, role: 'in' }, ports });
  const querier = workload('Deployment', 'querier', { labels: ring, ports });
  const gossip = (selector: Record<string, string>) =>
    service('gossip', selector, { clusterIP: 'None', ports: [{ port: 7946, targetPort: 'memberlist' }] });

  it('may be shared by the members of a ring, which all offer its port', async () => {
    expect((await judge([ingester, querier], gossip({ role: 'in' }), gossip(ring))).outcome).toBe('pass');
  });

  it('may not catch what does not offer its port', async () => {
    const other = workload('Deployment', 'other', { labels: ring, ports: { http: 80 } });
    expect((await judge([ingester, other], gossip({ role: 'in' }), gossip(ring))).reason).toBe(
      'selector.captures-second-workload',
    );
  });

  it('speaks for one StatefulSet where it governs it', async () => {
    const spec = (set: KubernetesObject) => ({
      ...set,
      spec: { ...Object(set['spec']), serviceName: 'gossip' },
    });
    const one = spec(workload('StatefulSet', 'pg-a', { labels: { ...ring, role: 'in' }, ports }));
    const two = workload('StatefulSet', 'pg-b', { labels: ring, ports });
    expect((await judge([one, two], gossip({ role: 'in' }), gossip(ring))).reason).toBe(
      'selector.captures-second-workload',
    );
  });

  it('speaks for one StatefulSet where only its pods were recorded', async () => {
    const set = workload('StatefulSet', 'pg-a', { labels: { ...ring, role: 'in' }, ports });
    const pod = podOf(set);
    const recorded = { ...pod, spec: { ...Object(pod['spec']), subdomain: 'gossip' } };
    const two = workload('StatefulSet', 'pg-b', { labels: ring, ports });
    const verdict = await judge([recorded, two], gossip({ role: 'in' }), gossip(ring));
    expect(verdict.message).toBe(
      'Service cardboard/gossip would also send traffic to StatefulSet cardboard/pg-b',
    );
  });

  it('may mean one pod of a StatefulSet by its name, also at zero replicas', async () => {
    const set = workload('StatefulSet', 'pg', { replicas: 0 });
    const after = service('pg', { app: 'pg', 'statefulset.kubernetes.io/pod-name': 'pg-0' });
    expect((await judge([set], service('pg', { app: 'pg' }), after)).outcome).toBe('pass');
  });
});

describe('labels of pod templates and pods', () => {
  it('may not walk into a Service that means another workload', async () => {
    const lone = workload('StatefulSet', 'postgres', { labels: { [component]: 'postgres' } });
    const after = relabelled(lone, { [name]: 'cardboard', [component]: 'postgres' });
    const verdict = await judge([web, podOf(web), wide], lone, after);
    expect(verdict).toMatchObject({
      reason: 'selector.captures-second-workload',
      objects: [{ kind: 'Service', name: 'web' }],
    });
    expect(verdict.remedy).toBe(
      `leave out the labels by which Service cardboard/web selects, or first add ${component}=web to the selector of Service cardboard/web`,
    );
  });

  it('may not leave the Service that means them', async () => {
    const verdict = await judge(
      [postgres, narrow, podOf(web)],
      web,
      relabelled(web, { [name]: 'cardboard' }),
    );
    expect(verdict).toMatchObject({
      outcome: 'refuse',
      reason: 'selector.loses-all-endpoints',
      objects: [{ kind: 'Service', name: 'web' }],
    });
    expect(verdict.remedy).toContain('keep the labels that match the selector of Service cardboard/web');
  });

  it('may be added where no selector asks for them', async () => {
    const verdict = await judge(
      [narrow],
      web,
      relabelled(web, { [name]: 'cardboard', [component]: 'web', v: '2' }),
    );
    expect(verdict).toMatchObject({ outcome: 'pass', reason: 'selector.unchanged' });
  });

  it('may not walk in with a new workload', async () => {
    expect((await judge([web, wide], undefined, postgres)).reason).toBe('selector.captures-second-workload');
  });

  it('count on a single pod too', async () => {
    const pod = podOf(postgres);
    const caught = await judge(
      [web, postgres, narrow],
      pod,
      relabelled(pod, { [name]: 'cardboard', [component]: 'web' }),
    );
    expect(caught.reason).toBe('selector.captures-second-workload');
    const lonely = podOf(web);
    const emptied = await judge([web, narrow], lonely, relabelled(lonely, { quarantine: 'yes' }));
    expect(emptied.reason).toBe('selector.loses-all-endpoints');
  });

  it('name every object that is harmed', async () => {
    const budget = disruptionBudget('web', { matchLabels: { [component]: 'web' } });
    const verdict = await judge([narrow, budget], web, relabelled(web, { [name]: 'cardboard' }));
    expect(verdict.objects?.map(({ kind }) => kind)).toEqual(['Service', 'PodDisruptionBudget']);
  });

  it('are not looked at where none changes', async () => {
    const scaled = { ...web, spec: { ...Object(web['spec']), replicas: 5 } };
    expect((await judge([wide, postgres], web, scaled)).reason).toBe('selector.no-change');
    expect((await judge([wide, postgres], web, undefined)).reason).toBe('selector.no-change');
  });
});

describe('NetworkPolicies and PodDisruptionBudgets', () => {
  const isolate = (selector: object) => networkPolicy('db', { podSelector: selector });
  const dbOnly = { matchLabels: { [component]: 'postgres' } };

  it('may not come to mean a second workload', async () => {
    const verdict = await judge([web, postgres], isolate(dbOnly), isolate({}));
    expect(verdict.message).toBe('NetworkPolicy cardboard/db would also apply to Deployment cardboard/web');
    const budget = await judge([web, postgres], disruptionBudget('db', dbOnly), disruptionBudget('db', {}));
    expect(budget.message).toBe(
      'PodDisruptionBudget cardboard/db would also count the pods of Deployment cardboard/web',
    );
  });

  it('may not come to mean nothing', async () => {
    const gone = { matchExpressions: [{ key: component, operator: 'In', values: ['mysql'] }] };
    expect((await judge([web, postgres], isolate(dbOnly), isolate(gone))).reason).toBe(
      'selector.loses-all-endpoints',
    );
    expect(
      (await judge([postgres], disruptionBudget('db', dbOnly), disruptionBudget('db', undefined))).reason,
    ).toBe('selector.loses-all-endpoints');
  });

  it('that mean everything go on to when something is added', async () => {
    const added = workload('Deployment', 'new');
    expect((await judge([web, postgres, isolate({})], undefined, added)).outcome).toBe('pass');
    expect((await judge([web, isolate({})], undefined, added)).outcome).toBe('pass');
  });

  it('may not let in a second workload, nor lose the one that they let in', async () => {
    const from = [{ podSelector: { matchLabels: { access: 'db' } } }];
    const policy = networkPolicy('db', { podSelector: dbOnly, ingress: [{ from }] });
    const client = workload('Deployment', 'client', { labels: { app: 'client', access: 'db' } });
    const other = workload('Deployment', 'other');
    const gained = await judge(
      [postgres, client, policy],
      other,
      relabelled(other, { app: 'other', access: 'db' }),
    );
    expect(gained.message).toBe(
      'NetworkPolicy cardboard/db (ingress[0]) would also let in Deployment cardboard/other',
    );
    const lost = await judge([postgres, policy], client, relabelled(client, { app: 'client' }));
    expect(lost.reason).toBe('selector.loses-all-endpoints');
  });

  it('do not concern this namespace where their peers name another', async () => {
    const peer = {
      podSelector: { matchLabels: { access: 'db' } },
      namespaceSelector: { matchLabels: { team: 'other' } },
    };
    const policy = networkPolicy('db', { podSelector: dbOnly, ingress: [{ from: [peer] }] });
    const client = workload('Deployment', 'client', { labels: { access: 'db' } });
    const judged = (labels: Record<string, string>) =>
      judge([namespaceObject(labels), postgres, policy], client, relabelled(client, { app: 'client' }));
    expect((await judged({ team: 'web' })).outcome).toBe('pass');
    expect((await judged({ team: 'other' })).outcome).toBe('refuse');
  });

  it('throw for an operator that Kubernetes does not know', async () => {
    const odd = isolate({ matchExpressions: [{ key: 'a', operator: 'Like', values: ['x'] }] });
    await expect(judge([postgres], isolate(dbOnly), odd)).rejects.toThrow('NetworkPolicy cardboard/db');
  });
});

describe('a Namespace’s labels', () => {
  const peer = { namespaceSelector: { matchLabels: { team: 'web' } } };
  const policy = networkPolicy('db', { ingress: [{ from: [peer] }] });

  it('may not take it out of a NetworkPolicy', async () => {
    const verdict = await judge([policy], namespaceObject({ team: 'web' }), namespaceObject());
    expect(verdict).toMatchObject({
      reason: 'selector.loses-all-endpoints',
      objects: [{ kind: 'NetworkPolicy' }],
    });
  });

  it('wait for people where they open a NetworkPolicy to it', async () => {
    const verdict = await judge([policy], namespaceObject(), namespaceObject({ team: 'web' }));
    expect(verdict).toMatchObject({ outcome: 'hold', reason: 'selector.safe' });
  });

  it('are none of this layer’s business where they are for Pod Security', async () => {
    const after = namespaceObject({ 'pod-security.kubernetes.io/enforce': 'baseline' });
    expect((await judge([policy], namespaceObject(), after)).reason).toBe('selector.no-change');
  });
});

describe('a workload’s own selector', () => {
  const owning = (object: KubernetesObject, selector: object) => ({
    ...object,
    spec: { ...Object(object['spec']), selector },
  });
  const before = owning(web, { matchLabels: { [component]: 'web' } });

  it.each(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job'])(
    'cannot be changed on a %s',
    async (kind) => {
      const one = workload(kind, 'web', { labels: { app: 'web', v: '1' } });
      const verdict = await judge(
        [],
        owning(one, { matchLabels: { app: 'web' } }),
        owning(one, { matchLabels: { v: '1' } }),
      );
      expect(verdict).toMatchObject({ outcome: 'refuse', reason: 'selector.immutable' });
    },
  );

  it('has to go on matching the template', async () => {
    const verdict = await judge([], before, relabelled(before, { [name]: 'cardboard' }));
    expect(verdict).toMatchObject({ outcome: 'refuse', reason: 'selector.immutable' });
    expect(verdict.remedy).toBe(`keep ${component}=web on the pod template`);
  });

  it('says nothing against other labels', async () => {
    const after = relabelled(before, { [component]: 'web', v: '2' });
    expect((await judge([], before, after)).outcome).toBe('pass');
  });
});
