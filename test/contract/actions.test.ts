import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Action } from '../../src/domain/action.ts';
import { field } from '../../src/domain/fields.ts';
import { type ObjectRef, refOf } from '../../src/domain/objects.ts';
import type { ProposalStep } from '../../src/domain/proposal.ts';
import type { ApiRequest } from '../../src/domain/request.ts';
import type { ClusterExecution } from '../../src/execution/check-context.ts';
import { isApiRequest } from '../../src/execution/in-cluster.ts';
import { reachedBefore } from '../../src/execution/reached-before.ts';
import { verificationChecks } from '../../src/execution/verification-checks.ts';
import { guardrails } from '../../src/guardrails/index.ts';
import { judgeAction, type JudgeTask as Task } from '../../src/guardrails/judge-action.ts';
import { sameAsApproved, stepOf } from '../../src/response/review-draft.ts';
import { partMissing } from '../parts/parts.ts';
import { waitFor } from '../parts/wait.ts';
import { compared } from '../support/actions.ts';
import { rule, withRules } from '../support/allowlist.ts';
import { createBench } from './bench.ts';
import { startPractice, startReal } from './clusters.ts';
import { backup, moving, web } from './requests.ts';

const more = `
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: refresh, namespace: shop }
spec:
  schedule: 0 3 1 1 *
  suspend: false
  jobTemplate:
    metadata: { labels: { app: refresh } }
    spec:
      template:
        metadata: { labels: { app: refresh } }
        spec:
          restartPolicy: Never
          containers: [{ name: refresh, image: registry.example/refresh:1 }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: shop }
data: { level: info, workers: '4' }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop }
spec:
  replicas: 1
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      containers:
        - name: app
          image: registry.example/api:1
          env: [{ name: HOST, value: db }, { name: URL, value: 'http://$(HOST)/' }, { name: LEVEL, value: info }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: elastic, namespace: shop }
spec:
  selector: { matchLabels: { app: elastic } }
  template:
    metadata: { labels: { app: elastic } }
    spec: { containers: [{ name: app, image: registry.example/elastic:1 }] }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: elastic, namespace: shop }
spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: elastic } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: guarded, namespace: shop }
spec:
  selector: { matchLabels: { app: guarded } }
  template:
    metadata: { labels: { app: guarded } }
    spec: { containers: [{ name: app, image: registry.example/guarded:1 }] }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: guarded, namespace: shop }
spec: { minAvailable: 1, selector: { matchLabels: { app: guarded } } }
`;

const api: ObjectRef = { ...web, name: 'api' };
const database: ObjectRef = { ...web, kind: 'StatefulSet', name: 'db' };
const refresh: ObjectRef = { ...backup, kind: 'CronJob', name: 'refresh' };
const settings: ObjectRef = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'settings' };

/** The catalogue's requests are what the API server takes, does and undoes; every layer judges every one of them. */
describe.each([
  { name: 'the practice cluster', start: startPractice, skip: false, real: false },
  { name: 'a real API server', start: startReal, skip: partMissing('control-plane'), real: true },
])('on $name', ({ start, skip, real }) => {
  describe.skipIf(skip)('an action', () => {
    const bench = createBench(start, more);
    /** What only the real one has: revisions of StatefulSets, the state of disruption budgets. */
    const onReal = (name: string, test: () => Promise<void>) => {
      if (real) it(name, test);
    };
    let steps = 0;

    beforeAll(async () => {
      await bench.up();
      await bench.readyPods('shop', 'app=api', 1);
      await newImage(api, 'registry.example/api:2');
      await newImage(database, 'registry.example/postgres:2');
    });
    afterAll(bench.down);

    async function newImage(target: ObjectRef, image: string): Promise<void> {
      const path = '/spec/template/spec/containers/0/image';
      await bench.admin.writer.write({
        verb: 'patch',
        target,
        patch: [{ op: 'replace', path, value: image }],
      });
      await waitFor(
        async () => {
          const object = await bench.got(target);
          return field(object, 'status', 'observedGeneration') === object.metadata.generation;
        },
        { what: `${target.name} to be taken up` },
      );
    }

    /** The next step's action; nothing but these says what is planned. */
    function next(action: string, target: ObjectRef, params: Action['params']): Task {
      steps += 1;
      const input = { apiVersion: 'firebreak.dev/v1', action, cluster: 'default', target, params };
      const at = new Date().toISOString();
      return { input, marker: `prp_test.${steps}`, at, provisional: () => false };
    }

    /** Judged by all layers against the cluster, by policies that allow everything that policies can. */
    async function judge(task: Task, planner = bench.planner) {
      const anything = { actions: ['*'], params: [{ path: ['**'] }] };
      const { namespaces: _anywhere, ...clusterScoped } = rule({
        name: 'nodes',
        kinds: ['Node'],
        names: ['*'],
      });
      const onNodes = { ...clusterScoped, ...anything };
      return judgeAction(task, {
        guardrails,
        cluster: planner.reader,
        dryRun: planner.dryRun,
        mode: 'response',
        policies: withRules([rule({ ...anything, kinds: ['*'] }), onNodes]),
        clusterName: 'default',
        history: { stopped: false, changes: [] },
        now: new Date(),
        layerTimeoutMilliseconds: 10_000,
      });
    }

    async function propose(
      action: string,
      target: ObjectRef,
      params: Action['params'],
      planner = bench.planner,
    ): Promise<ProposalStep> {
      const task = next(action, target, params);
      const judged = await judge(task, planner);
      expect(judged.verdicts.filter(({ outcome }) => outcome === 'refuse')).toEqual([]);
      expect(judged.outcome).toBe('hold');
      const step = stepOf(judged);
      const again = stepOf(await judge(task, planner));
      if (step === undefined || again === undefined) throw new Error('nothing was planned');
      // Layers run again right before the write: what nobody changed has to be found unchanged.
      expect(sameAsApproved(step, again)).toBe(true);
      return step;
    }

    function writeOf({ request }: ProposalStep): ApiRequest {
      if (!isApiRequest(request)) throw new Error('it does not go to the cluster');
      return request;
    }

    async function run(step: ProposalStep, executor = bench.executor): Promise<ClusterExecution> {
      const request = writeOf(step);
      const execution: ClusterExecution = {
        id: `prp_test.${steps}`,
        proposal: 'prp_test',
        purpose: 'fix',
        step: 0,
        request,
        inverse: step.inverse,
        intendedAt: new Date().toISOString(),
        status: 'applied',
      };
      expect(await reachedBefore(execution, bench.planner.reader)).toBe(false);
      await executor.writer.write(request);
      expect(await reachedBefore(execution, bench.planner.reader)).toBe(true);
      return execution;
    }

    async function verified(execution: ClusterExecution, name: keyof typeof verificationChecks) {
      const checks = await verificationChecks[name]({
        execution,
        cluster: bench.planner.reader,
        condition: async () => 'gone',
        stableSeconds: 0,
        now: new Date(),
      });
      return checks.map(({ outcome }) => outcome);
    }

    async function aNode(): Promise<ObjectRef> {
      const { items } = await bench.admin.reader.list({ apiVersion: 'v1', kind: 'Node' });
      const [first] = items;
      if (first === undefined) throw new Error('the cluster has no node');
      const { uid: _uid, ...ref } = refOf(first);
      return ref;
    }

    const container = { container: 'app' };
    const there = async (ref: ObjectRef) => ref;
    it.each<readonly [string, () => Promise<ObjectRef>, Action['params']]>([
      ['set-resources', () => there(web), { ...container, limits: { memory: '512Mi', cpu: '1' } }],
      ['set-labels', () => there(settings), { labels: { team: 'shop' } }],
      ['patch-service-selector', () => there(moving), { selector: { tier: 'front' } }],
      ['scale-workload', () => there(web), { replicas: 3 }],
      ['scale-workload', () => there(database), { replicas: 0 }],
      ['rollback-workload', () => there(api), {}],
      ['set-image', () => there(api), { ...container, image: 'registry.example/api:3' }],
      ['set-env', () => there(api), { ...container, name: 'LEVEL', value: 'debug' }],
      ['set-env', () => there(api), { ...container, name: 'URL', value: null }],
      ['set-env', () => there(api), { ...container, name: 'NEW', value: '', before: 'HOST' }],
      ['set-env', () => there(web), { ...container, name: 'FIRST', value: 'x' }],
      ['suspend-cronjob', () => there(refresh), { suspend: true }],
      ['patch-configmap', () => there(settings), { data: { level: 'debug', workers: null, 'a.b': 'c\nd' } }],
      ['cordon-node', aNode, { unschedulable: true }],
      [
        'patch-object',
        () => there(moving),
        {
          patch: [
            { op: 'test', path: '/spec/ports/0/port', value: 80 },
            { op: 'add', path: '/metadata/labels', value: { team: 'shop' } },
            { op: 'replace', path: '/spec/sessionAffinity', value: 'ClientIP' },
          ],
        },
      ],
      [
        'apply-object',
        () => there(api),
        {
          manifest: {
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            metadata: { name: 'api', namespace: 'shop', labels: { team: 'shop' } },
            spec: {
              minReadySeconds: 1,
              template: { spec: { containers: [{ name: 'app', env: [{ name: 'X', value: 'y' }] }] } },
            },
          },
        },
      ],
    ])('%s is written, holds, and is taken back by its inverse', async (action, targetOf, params) => {
      const target = await targetOf();
      const before = await bench.got(target);

      const execution = await run(await propose(action, target, params));
      const changed = await bench.got(target);
      const { inverse } = execution;
      if (!('action' in inverse)) throw new Error(inverse.irreversible);

      expect(compared(changed)).not.toEqual(compared(before));
      expect(await verified(execution, 'values')).toEqual(['holds']);

      const back = await run(await propose(inverse.action.action, target, inverse.action.params));

      // Controllers follow: a Node keeps its taint for a moment.
      await expect
        .poll(async () => compared(await bench.got(target)), { timeout: 10_000 })
        .toEqual(compared(before));
      expect(await verified(back, 'values')).toEqual(['holds']);
    });

    onReal('rollback-workload goes back by the revisions of a StatefulSet', async () => {
      const before = await bench.got(database);

      const execution = await run(await propose('rollback-workload', database, {}));

      const path = ['spec', 'template', 'spec', 'containers', 0, 'image'] as const;
      expect(field(await bench.got(database), ...path)).toBe('registry.example/postgres:1');
      const { inverse } = execution;
      if (!('action' in inverse)) throw new Error(inverse.irreversible);
      await run(await propose('rollback-workload', database, inverse.action.params));
      expect(compared(await bench.got(database))).toEqual(compared(before));
    });

    it('restart-workload touches the template alone', async () => {
      const execution = await run(await propose('restart-workload', web, {}));
      expect(await verified(execution, 'values')).toEqual(['holds']);
    });

    it('delete-pod takes one life of a pod, and its controller makes the next', async () => {
      const [pod] = await bench.readyPods('shop', 'app=api', 1);
      if (pod === undefined) throw new Error('the api has no pod');
      const { uid: _uid, ...ref } = refOf(pod);

      const execution = await run(await propose('delete-pod', ref, {}));

      await waitFor(async () => (await verified(execution, 'absence')).includes('holds'), {
        what: 'the pod to go',
      });
      const [next] = await bench.readyPods('shop', 'app=api', 1);
      expect(next?.metadata.uid).not.toBe(pod.metadata.uid);
    });

    onReal('delete-pod keeps a ready pod that a disruption budget needs', async () => {
      const [pod] = await bench.readyPods('shop', 'app=guarded', 1);
      if (pod === undefined) throw new Error('there is no pod');

      const { outcome, verdicts } = await judge(next('delete-pod', refOf(pod), {}));

      expect(outcome).toBe('refuse');
      expect(verdicts[0]?.reason).toBe('target.disruption-budget');
    });

    it('run-cronjob makes one Job of its CronJob, however often the request arrives', async () => {
      const owner = await bench.got(refresh);

      const execution = await run(await propose('run-cronjob', refresh, {}));

      const job = await bench.got(execution.request.target);
      expect(job.metadata.ownerReferences).toMatchObject([
        { kind: 'CronJob', name: 'refresh', uid: owner.metadata.uid, controller: true },
      ]);
      expect(job.metadata.annotations).toMatchObject({ 'cronjob.kubernetes.io/instantiate': 'manual' });
      await expect(bench.executor.writer.write(execution.request)).rejects.toMatchObject({
        code: 'already-exists',
      });
    });

    it('apply-object makes what is not there, once', async () => {
      const metadata = { name: 'made', namespace: 'shop' };
      const manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: 'b' } };
      const target = refOf(manifest);

      // No identity of ours may make ConfigMaps here.
      const step = await propose('apply-object', target, { manifest }, bench.admin);
      const execution = await run(step, bench.admin);

      expect(await bench.got(target)).toMatchObject(manifest);
      expect(await verified(execution, 'values')).toEqual(['holds']);
      await expect(bench.admin.writer.write(execution.request)).rejects.toMatchObject({
        code: 'already-exists',
      });
    });

    it('scale-workload leaves alone what an autoscaler scales', async () => {
      const { outcome, verdicts } = await judge(
        next('scale-workload', { ...web, name: 'elastic' }, { replicas: 2 }),
      );

      expect(outcome).toBe('refuse');
      expect(verdicts[0]?.reason).toBe('target.controlled');
    });

    it('does nothing to an object that has changed since it was planned', async () => {
      const step = await propose('patch-configmap', settings, { data: { level: 'debug' } });
      const path = '/data/level';
      const write = (value: string) =>
        bench.admin.writer.write({
          verb: 'patch',
          target: settings,
          patch: [{ op: 'replace', path, value }],
        });
      await write('warn');

      await expect(bench.executor.writer.write(writeOf(step))).rejects.toMatchObject({ code: 'invalid' });

      expect(field(await bench.got(settings), 'data', 'level')).toBe('warn');
      await write('info');
    });
  });
});
