import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkResultSchema } from '../../src/http/api/schemas/verdict.ts';
import { type ControlPlane } from '../parts/control-plane.ts';
import { partMissing } from '../parts/parts.ts';
import { waitFor } from '../parts/wait.ts';
import { type FirebreakProcess, startFirebreak } from '../support/firebreak-process.ts';
import { runCli } from '../support/run-cli.ts';
import {
  executorWrites,
  postCrashLoop,
  forbidden,
  resetScraper,
  scraperLimit,
  startCardboardCluster,
} from './real-cluster.ts';

const deployment = '/apis/apps/v1/namespaces/cardboard/deployments/price-scraper';

// Each wait inside has a limit of its own that says what it waited for.
vi.setConfig({ testTimeout: 240_000 });

describe.skipIf(partMissing('control-plane'))('the guardrails on a real cluster', () => {
  let cluster: ControlPlane;
  let firebreak: FirebreakProcess;

  beforeAll(async () => {
    cluster = await startCardboardCluster();
  });
  afterAll(() => cluster?.stop());
  beforeEach(async () => {
    firebreak = await startFirebreak({
      kubeconfig: cluster.kubeconfigFor('firebreak-planner'),
      executorKubeconfig: cluster.kubeconfigFor('firebreak-executor'),
    });
  });
  afterEach(() => firebreak?.stop());

  async function check(action: string, target: object, params: object) {
    const answer = await firebreak.api('POST', '/check', {
      apiVersion: 'firebreak.dev/v1',
      action,
      cluster: 'default',
      target,
      params,
      incident: { namespace: 'cardboard' },
    });
    expect(answer.status).toBe(200);
    return checkResultSchema.parse(answer.json);
  }

  const web = { apiVersion: 'v1', kind: 'Service', namespace: 'cardboard', name: 'web' };
  const cardboard = { apiVersion: 'v1', kind: 'Namespace', name: 'cardboard' };

  it('refuse, in layer 2, a selector that would catch the database', async () => {
    const result = await check('patch-service-selector', web, {
      selector: { 'app.kubernetes.io/component': null },
    });
    expect(result.outcome).toBe('refuse');
    expect(result.verdicts.find(({ layer }) => layer === 'selector')).toMatchObject({
      outcome: 'refuse',
      reason: 'selector.captures-second-workload',
      message: expect.stringContaining('StatefulSet cardboard/postgres') as string,
      objects: [{ kind: 'Service', name: 'web' }],
    });
  });

  it('refuse, in layer 3, a level that would keep running workloads from being recreated, and name them', async () => {
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    const result = await check('set-labels', cardboard, { labels });
    const verdict = result.verdicts.find(({ layer }) => layer === 'pod-security');
    expect(verdict).toMatchObject({
      outcome: 'refuse',
      reason: 'pod-security.blocks-workloads',
      remedy: expect.stringContaining('baseline') as string,
    });
    expect(verdict?.objects?.map(({ kind, name }) => `${kind}/${name}`).toSorted()).toEqual([
      'Deployment/price-scraper',
      'Deployment/web',
      'StatefulSet/postgres',
    ]);
  });

  it('let the level pass that everything fits', async () => {
    const result = await check('set-labels', cardboard, {
      labels: { 'pod-security.kubernetes.io/enforce': 'baseline' },
    });
    expect(result.outcome).toBe('hold');
  });

  it('send an approved change back, unwritten, when the object has changed since', async () => {
    await resetScraper(cluster);
    const before = (await executorWrites(cluster)).length;
    await postCrashLoop(cluster, firebreak);
    const proposed = await firebreak.incidentIn('awaiting-approval');
    const patch = [
      {
        op: 'replace',
        path: '/spec/template/spec/containers/0/image',
        value: 'ghcr.io/cardboard/price-scraper:1.4.3',
      },
    ];
    await cluster.request('PATCH', deployment, { body: patch, contentType: 'application/json-patch+json' });

    await firebreak.approve(proposed);
    const again = await waitFor(
      async () => {
        const incident = await firebreak.incident(proposed.id);
        return incident.proposal?.hash === proposed.proposal?.hash ? undefined : incident;
      },
      { what: 'the proposal to come back' },
    );

    expect(again).toMatchObject({
      state: 'awaiting-approval',
      proposal: { changedSince: expect.stringContaining('changed since approval') as string },
      executions: [{ status: 'skipped' }],
    });
    expect((await executorWrites(cluster)).slice(before)).toEqual([]);
    expect(await scraperLimit(cluster)).toBe('256Mi');
  });

  it('do with the least rights that the policies imply: nothing that was asked for was forbidden', async () => {
    expect(await forbidden(cluster)).toEqual([]);
  });

  it('are what doctor asks for: it finds nothing missing, and nothing too much', async () => {
    const { stdout } = await runCli(['doctor', '--json'], {
      environment: {
        KUBECONFIG: cluster.kubeconfigFor('firebreak-planner'),
        FIREBREAK_EXECUTOR_KUBECONFIG: cluster.kubeconfigFor('firebreak-executor'),
      },
    });

    const { checks } = JSON.parse(stdout) as { checks: readonly { name: string; status: string }[] };
    expect(checks.filter(({ name }) => /^(?:cluster|rights|admission|identities)/u.test(name))).toMatchObject(
      [
        { name: 'cluster as planner', status: 'ok' },
        { name: 'rights of the planner', status: 'ok' },
        { name: 'admission of the planner', status: 'ok' },
        { name: 'cluster as executor', status: 'ok' },
        { name: 'rights of the executor', status: 'ok' },
        { name: 'admission of the executor', status: 'ok' },
        { name: 'identities', status: 'ok' },
        { name: 'admission policies', status: 'ok' },
      ],
    );
  });
});
