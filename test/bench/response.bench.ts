import { describe, it } from 'vitest';
import { scriptedProposal } from '../../src/diagnosis/scripted-model.ts';
import { startControlPlane } from '../parts/control-plane.ts';
import { partMissing } from '../parts/parts.ts';
import { startScriptedBackend } from '../parts/scripted-openai-backend.ts';
import { waitFor } from '../parts/wait.ts';
import { startFirebreak } from '../support/firebreak-process.ts';
import { leastRbac } from '../support/rbac.ts';
import { applications, deploymentOf, namespace, restart } from '../storm/applications.ts';
import { percentiles, row } from './percentiles.ts';

const incidents = 60;

describe.skipIf(partMissing('control-plane'))('from the webhook to the proposal', () => {
  it('without settling, with a model that answers at once, beside as many bare API calls', async () => {
    const cluster = await startControlPlane({ auditLog: false });
    await cluster.apply(leastRbac());
    await cluster.apply(applications(incidents));
    const backend = await startScriptedBackend((request) => {
      const texts = request.messages.flatMap(({ content }) => (typeof content === 'string' ? [content] : []));
      return {
        kind: 'tool-calls',
        calls: [{ name: 'propose', arguments: scriptedProposal(restart, texts) }],
      };
    });
    const firebreak = await startFirebreak({
      kubeconfig: cluster.kubeconfigFor('firebreak-planner'),
      executorKubeconfig: cluster.kubeconfigFor('firebreak-executor'),
      environment: {
        LITELLM_BASE_URL: backend.url,
        FIREBREAK_MODELS: 'litellm:scripted',
        FIREBREAK_SETTLE_SECONDS: '0',
        LOG_LEVEL: 'error',
      },
    });
    const whole: number[] = [];
    const calls: number[] = [];
    const bare: number[] = [];
    for (let index = 0; index < incidents; index += 1) {
      const deployment = deploymentOf(index);
      const sent = Date.now();
      await firebreak.notify([{ labels: { alertname: 'HighErrorRate', namespace, deployment } }]);
      const found = await waitFor(
        async () => (await firebreak.incidents()).find(({ target }) => target?.name === deployment),
        { what: `the incident of ${deployment}`, everyMs: 20 },
      );
      const { timeline, cost } = await waitFor(
        async () => {
          const incident = await firebreak.incident(found.id);
          return incident.state === 'awaiting-approval' && incident;
        },
        { what: `a proposal for ${deployment}`, everyMs: 50 },
      );
      const made = timeline.find(({ type }) => type === 'proposal.made');
      whole.push(Date.parse(made?.at ?? '') - sent);
      calls.push(cost?.apiCalls ?? 0);
      const started = performance.now();
      for (let call = 0; call < (cost?.apiCalls ?? 0); call += 1) {
        await cluster.request('GET', `/apis/apps/v1/namespaces/${namespace}/deployments/${deployment}`);
      }
      bare.push(performance.now() - started);
    }
    await firebreak.stop();
    await backend.stop();
    await cluster.stop();
    row('', 'p50 ms', 'p99 ms');
    row('webhook to proposal', ...percentiles(whole, 50, 99));
    row('bare API calls', ...percentiles(bare, 50, 99));
    row('API calls an incident', ...percentiles(calls, 50, 99));
  });
});
