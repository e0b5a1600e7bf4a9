import { setTimeout as sleep } from 'node:timers/promises';
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
import { runCli } from '../support/run-cli.ts';
import { postAlerts } from '../support/tested-service.ts';
import { inspectEnd, inspectRemains } from './kills/findings.ts';
import { createKillableService, type KillableService } from './kills/killable-service.ts';
import { type People, startPeople } from './kills/people.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

/** Longer than a lease (30 s). */
const frozenMilliseconds = 33_000;

describe.skipIf(partMissing('control-plane'))(
  'a process frozen right before its write, past its lease',
  () => {
    let cluster: ControlPlane;
    let service: KillableService;
    let people: People;

    beforeEach(async () => {
      cluster = await startCardboardCluster();
      service = await createKillableService({ cluster });
      people = startPeople(service, () => 1);
    });
    afterEach(async () => {
      await people?.stop();
      await service?.stop();
      await cluster?.stop();
    });

    const notify = async () => postAlerts(service.url, [crashLoopAlert(await scraperCrashes(cluster))]);

    it('keeps others off its data folder, and has written once when it is thawed', async () => {
      service.start('before call: cluster write', 'SIGSTOP');
      await service.ready();
      await notify();
      await waitFor(() => service.passed().has('before call: cluster write'), {
        what: 'the write to be at hand',
        timeoutMs: 60_000,
      });
      const second = await runCli(['serve'], {
        environment: {
          KUBECONFIG: cluster.kubeconfigFor('firebreak-planner'),
          FIREBREAK_DATA_DIR: service.dataDir,
        },
      });
      expect(second.code).not.toBe(0);
      expect(second.stderr).toContain('another Firebreak process is using the data folder');

      await sleep(frozenMilliseconds);
      process.kill(service.pid(), 'SIGCONT');
      await waitFor(() => people.closed.has('price-scraper'), {
        what: 'the incident to end',
        timeoutMs: 90_000,
      });

      await service.kill();
      expect(await executorWrites(cluster)).toEqual([
        'patch /apis/apps/v1/namespaces/cardboard/deployments/price-scraper',
      ]);
      expect(await scraperLimit(cluster)).toBe('512Mi');
      expect(await inspectRemains(service.dataDir, [], people.acknowledged)).toEqual([]);
      expect(await inspectEnd(service.dataDir)).toEqual([]);
    });
  },
);
