import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ControlPlane } from '../parts/control-plane.ts';
import { partMissing } from '../parts/parts.ts';
import {
  executorWrites,
  postCrashLoop,
  refusedByRbac,
  scraperLimit,
  startCardboardCluster,
} from '../scenarios/real-cluster.ts';
import { packaged } from '../support/allowlist.ts';
import { type FirebreakProcess, startFirebreak } from '../support/firebreak-process.ts';
import { holdByAdmission } from './held-cluster.ts';

// Each wait inside has a limit of its own that says what it waited for.
vi.setConfig({ testTimeout: 360_000, hookTimeout: 120_000 });

describe.skipIf(partMissing('control-plane'))('an incident on a cluster that holds both identities', () => {
  let cluster: ControlPlane;
  let firebreak: FirebreakProcess;

  beforeAll(async () => {
    cluster = await startCardboardCluster();
    await holdByAdmission(cluster, packaged);
  });
  afterAll(() => cluster?.stop());
  afterEach(() => firebreak?.stop());

  it('is mended as without: proposed, dry-run, approved, written and verified', async () => {
    firebreak = await startFirebreak({
      kubeconfig: cluster.kubeconfigFor('firebreak-planner'),
      executorKubeconfig: cluster.kubeconfigFor('firebreak-executor'),
    });
    await postCrashLoop(cluster, firebreak);
    const proposed = await firebreak.incidentIn('awaiting-approval', 60_000);
    expect(proposed.proposal?.verdicts.find(({ layer }) => layer === 'dry-run')).toMatchObject({
      outcome: 'pass',
    });

    expect(await firebreak.approve(proposed)).toBe(200);
    const closed = await firebreak.incidentIn('closed', 240_000);

    expect(closed).toMatchObject({ outcome: 'fixed', verification: { status: 'passed' } });
    expect(await scraperLimit(cluster)).toBe('512Mi');
    expect(await executorWrites(cluster)).toEqual([
      'patch /apis/apps/v1/namespaces/cardboard/deployments/price-scraper',
    ]);
    expect(await refusedByRbac(cluster)).toEqual([]);
  });
});
