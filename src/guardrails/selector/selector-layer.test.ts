import { describe, expect, it } from 'vitest';
import { podOf, relabelled, service, workload } from '../../../test/support/namespace-objects.ts';
import {
  component,
  judge,
  live,
  name,
  narrow,
  postgres,
  web,
  wide,
} from '../../../test/support/selector-trap.ts';

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
