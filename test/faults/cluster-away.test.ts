import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ControlPlane } from '../parts/control-plane.ts';
import { partMissing } from '../parts/parts.ts';
import { waitFor } from '../parts/wait.ts';
import {
  crashLoopAlert,
  executorWrites,
  scraperCrashes,
  scraperLimit,
  startCardboardCluster,
} from '../scenarios/real-cluster.ts';
import { type ApiGate, startApiGate } from '../support/api-gate.ts';
import { type FirebreakProcess, startFirebreak } from '../support/firebreak-process.ts';

vi.setConfig({ testTimeout: 400_000, hookTimeout: 120_000 });

const patience = { timeoutMs: 120_000 };
const webAlert = {
  labels: {
    alertname: 'KubeDeploymentReplicasMismatch',
    severity: 'warning',
    namespace: 'cardboard',
    deployment: 'web',
  },
};

describe.skipIf(partMissing('control-plane'))('an API server that is away for a while', () => {
  let cluster: ControlPlane;
  let gate: ApiGate;
  let firebreak: FirebreakProcess;

  beforeEach(async () => {
    cluster = await startCardboardCluster();
    gate = await startApiGate(cluster);
    firebreak = await startFirebreak({
      kubeconfig: gate.kubeconfigFor('firebreak-planner'),
      executorKubeconfig: gate.kubeconfigFor('firebreak-executor'),
    });
  });
  afterEach(async () => {
    await firebreak?.stop();
    await gate?.stop();
    await cluster?.stop();
  });

  const degraded = async () =>
    ((await (await fetch(`${firebreak.url}/readyz`)).json()) as { readonly degraded: readonly string[] })
      .degraded;
  const metrics = async () => (await fetch(`${firebreak.url}/metrics`)).text();

  it('is named, loses nothing that is told meanwhile, and all goes on once it is back', async () => {
    await firebreak.notify([crashLoopAlert(await scraperCrashes(cluster))]);
    const proposed = await firebreak.incidentIn('awaiting-approval', 60_000);

    await gate.shut();
    expect(await firebreak.approve(proposed)).toBe(200);
    await firebreak.notify([webAlert]);
    await waitFor(async () => (await degraded()).includes('kubernetes-api'), {
      what: 'the API server to be called degraded',
      ...patience,
    });
    expect(await metrics()).toContain('firebreak_component_degraded{component="kubernetes-api"} 1');
    expect((await firebreak.incidents()).map(({ state }) => state)).not.toContain('closed');
    expect(await executorWrites(cluster)).toEqual([]);

    await gate.open();
    await waitFor(async () => (await firebreak.incident(proposed.id)).state === 'closed', {
      what: 'the fix to be verified',
      timeoutMs: 200_000,
    });
    expect((await firebreak.incident(proposed.id)).outcome).toBe('fixed');
    expect(await scraperLimit(cluster)).toBe('512Mi');
    expect(await executorWrites(cluster)).toHaveLength(1);
    await waitFor(async () => (await firebreak.incidents()).every(({ state }) => state === 'closed'), {
      what: 'the incident that was told of meanwhile to end',
      ...patience,
    });
    expect((await firebreak.incidents()).map(({ outcome }) => outcome)).not.toContain('handed-over');
    expect(await degraded()).toEqual([]);
    expect(await metrics()).not.toContain('firebreak_component_degraded{');
  });
});
