import { afterEach, describe, expect, it } from 'vitest';
import {
  createKubernetesCluster,
  type KubernetesCluster,
} from '../adapters/kubernetes/kubernetes-cluster.ts';
import { loadKubeConfig } from '../adapters/kubernetes/kube-config.ts';
import { listAt, textAt } from '../domain/fields.ts';
import { type KubernetesObject, refOf, type ObjectRef } from '../domain/objects.ts';
import type { ApiRequest } from '../domain/request.ts';
import { alertsFiring, type RaisedGroup, raiseAlerts, webhookPayload } from './alerts.ts';
import type { PracticeCluster } from './practice-cluster.ts';
import { loadScenario, scenarioNames, ScenarioError } from './scenario.ts';
import { hasWritten } from './server.ts';
import { startScenario } from './start-scenario.ts';

const NOW = new Date('2026-03-04T02:00:00Z');

/** Numbers that look random and are the same in every run. */
function numbers(): () => number {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

interface Stage {
  readonly practice: PracticeCluster;
  readonly executor: KubernetesCluster;
  readonly group: RaisedGroup;
  readonly pass: (seconds: number) => void;
}

describe('scenarios', () => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  async function play(name: string): Promise<Stage> {
    let now = NOW;
    const scenario = loadScenario(name, now);
    const practice = await startScenario(scenario, { clock: { now: () => now }, random: numbers() });
    const kubeConfig = loadKubeConfig({ source: { text: practice.kubeConfigFor('firebreak-executor') } });
    const executor = createKubernetesCluster({ kubeConfig, timeoutMilliseconds: 5_000 });
    open.push(executor, { close: () => practice.stop() });
    const [group] = raiseAlerts(scenario, practice.objects());
    if (group === undefined) throw new Error('no alert');
    return {
      practice,
      executor,
      group,
      pass: (seconds) => {
        now = new Date(now.getTime() + seconds * 1000);
      },
    };
  }

  function named(objects: readonly KubernetesObject[], kind: string, name: string): KubernetesObject {
    const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
    if (found === undefined) throw new Error(`no ${kind} ${name}`);
    return found;
  }

  function replace(target: ObjectRef, path: string, value: string): ApiRequest {
    return { verb: 'patch', target, patch: [{ op: 'add', path, value }] };
  }

  it.each(scenarioNames())('%s fires every alert of its payload at first', async (name) => {
    const { practice, group } = await play(name);
    const payload = webhookPayload(group, practice.objects(), NOW);
    expect(payload).toMatchObject({ version: '4', status: 'firing' });
    for (const alert of payload.alerts) {
      expect(alert).toMatchObject({
        status: 'firing',
        fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/u),
      });
      expect(JSON.stringify(alert.labels)).not.toContain('{pod}');
    }
    expect(new Set(payload.alerts.map(({ fingerprint }) => fingerprint)).size).toBe(payload.alerts.length);
  });

  it('oom-scraper: the container has died often, and lives once its limit is high enough', async () => {
    const { practice, executor, group, pass } = await play('oom-scraper');
    const pod = named(practice.objects(), 'Pod', group.alerts[0]?.labels['pod'] ?? '');
    expect(pod).toMatchObject({
      status: {
        containerStatuses: [
          {
            name: 'scraper',
            restartCount: 8,
            lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
          },
        ],
      },
    });
    const backOff = practice.objects().find((object) => object['reason'] === 'BackOff');
    expect(backOff).toMatchObject({ type: 'Warning', count: 9 });
    const query = { namespace: 'cardboard', pod: pod.metadata.name, container: 'scraper', tailLines: 1 };
    expect(await executor.reader.logs({ ...query, previous: true, limitBytes: 1000 })).toContain('239 MiB');

    const deployment = refOf(named(practice.objects(), 'Deployment', 'price-scraper'));
    const memory = '/spec/template/spec/containers/0/resources/limits/memory';
    await executor.writer.write(replace(deployment, memory, '280Mi'));
    pass(60);
    expect(alertsFiring(group, practice.objects())).toHaveLength(1);

    await executor.writer.write(replace(deployment, memory, '512Mi'));
    pass(600);
    expect(alertsFiring(group, practice.objects())).toEqual([]);
    expect(named(practice.objects(), 'Deployment', 'price-scraper')).toMatchObject({
      status: { readyReplicas: 1, updatedReplicas: 1, replicas: 1 },
    });
    expect(webhookPayload(group, practice.objects(), NOW).alerts).toMatchObject([
      { status: 'resolved', fingerprint: group.alerts[0]?.fingerprint },
    ]);
  });

  it('selector-trap: the alert ends once one workload serves, not when the database does with it', async () => {
    const { practice, executor, group, pass } = await play('selector-trap');
    const service = refOf(named(practice.objects(), 'Service', 'web'));
    await executor.writer.write(replace(service, '/spec/selector/app.kubernetes.io~1component', 'web'));
    pass(1);
    expect(alertsFiring(group, practice.objects())).toEqual([]);
    const slices = practice.objects().filter(({ kind }) => kind === 'EndpointSlice');
    const serving = slices
      .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === 'web')
      .flatMap((slice) => listAt(slice, 'endpoints'))
      .map((endpoint) => textAt(endpoint, 'targetRef', 'name'));
    expect(serving).toEqual([expect.stringMatching(/^web-/u)]);
  });

  it('over-labelling: running pods stay under too strict a level, and a deleted one does not come back', async () => {
    const { practice, executor, group, pass } = await play('over-labelling');
    const namespace = refOf(named(practice.objects(), 'Namespace', 'home-assistant'));
    const label = '/metadata/labels/pod-security.kubernetes.io~1enforce';
    const { warnings } = await executor.writer.write(replace(namespace, label, 'restricted'));
    expect(warnings[0]).toContain('existing pods in namespace "home-assistant" violate');
    expect(alertsFiring(group, practice.objects())).toHaveLength(3);
    const ready = () =>
      named(practice.objects(), 'Deployment', 'home-assistant')['status'] as { readyReplicas?: number };
    pass(60);
    expect(ready().readyReplicas).toBe(1);
    const admin = createKubernetesCluster({
      kubeConfig: loadKubeConfig({ source: { text: practice.kubeConfigFor('admin') } }),
      timeoutMilliseconds: 5_000,
    });
    open.push(admin);
    const pod = practice
      .objects()
      .find(({ kind, metadata }) => kind === 'Pod' && metadata.namespace === 'home-assistant');
    await admin.writer.write({
      verb: 'delete',
      target: refOf(pod as KubernetesObject),
      options: { preconditions: { uid: pod?.metadata.uid ?? '' }, propagationPolicy: 'Background' },
    });
    pass(60);
    expect(ready().readyReplicas).toBeUndefined();
  });

  it('stale-backup-job: deleting the failed Job takes its pod along and ends the alert', async () => {
    const { practice, executor, group, pass } = await play('stale-backup-job');
    const job = named(practice.objects(), 'Job', 'postgres-backup-29520495');
    const pods = () =>
      practice.objects().filter(({ metadata }) => metadata.name.startsWith('postgres-backup-29520495-'));
    expect(pods()).toHaveLength(1);
    await executor.writer.write({
      verb: 'delete',
      target: refOf(job),
      options: { preconditions: { uid: job.metadata.uid ?? '' }, propagationPolicy: 'Background' },
    });
    pass(1);
    expect(pods()).toEqual([]);
    expect(alertsFiring(group, practice.objects())).toEqual([]);
    expect(practice.requests().filter(hasWritten)).toMatchObject([
      { verb: 'delete', user: 'firebreak-executor' },
    ]);
  });

  it('says which scenarios there are where one does not exist', () => {
    expect(() => loadScenario('../policies/limits', NOW)).toThrow(ScenarioError);
    expect(() => loadScenario('nope', NOW)).toThrow(/oom-scraper/u);
  });
});
