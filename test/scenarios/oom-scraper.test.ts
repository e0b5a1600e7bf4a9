import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { execFileSync } from 'node:child_process';
import type { Browser } from 'playwright-core';
import { type Alertmanager, startAlertmanager } from '../parts/alertmanager.ts';
import { launchChromium } from '../parts/chromium.ts';
import type { ControlPlane } from '../parts/control-plane.ts';
import { podsOf } from '../parts/kube-pods.ts';
import { type LiteLLM, startLiteLLM } from '../parts/litellm.ts';
import { partMissing } from '../parts/parts.ts';
import { type ScriptedBackend, startScriptedBackend } from '../parts/scripted-openai-backend.ts';
import {
  type FirebreakOptions,
  type FirebreakProcess,
  startFirebreak,
} from '../support/firebreak-process.ts';
import { builtCommand } from '../support/built-command.ts';
import { fromScript } from '../support/scripted-replies.ts';
import { signedInPage } from '../support/sign-in.ts';
import {
  crashLoopAlert,
  executorWrites,
  resetScraper,
  scraperCrashes,
  scraperLimit,
  startCardboardCluster,
} from './real-cluster.ts';

// Each wait inside has a limit of its own that says what it waited for.
vi.setConfig({ testTimeout: 240_000 });

describe.skipIf(partMissing('control-plane', 'alertmanager', 'litellm', 'chromium'))(
  'the OOM scraper on a real cluster',
  () => {
    let cluster: ControlPlane;
    let backend: ScriptedBackend;
    let litellm: LiteLLM;
    let browser: Browser;
    let firebreak: FirebreakProcess;
    let alertmanager: Alertmanager;

    beforeAll(async () => {
      [cluster, backend, browser] = await Promise.all([
        startCardboardCluster(),
        startScriptedBackend(() => ({ kind: 'error', status: 500 })),
        launchChromium(),
      ]);
      litellm = await startLiteLLM({ models: { 'claude-haiku': { openai: backend.url } } });
    });
    afterAll(async () => {
      await Promise.all([cluster?.stop(), backend?.stop(), litellm?.stop(), browser?.close()]);
    });

    beforeEach(async () => {
      await resetScraper(cluster);
    });
    afterEach(async () => {
      await Promise.all([firebreak?.stop(), alertmanager?.stop()]);
    });

    const withModel = () => ({
      FIREBREAK_MODELS: 'litellm:claude-haiku',
      LITELLM_BASE_URL: litellm.baseUrl,
      LITELLM_API_KEY: litellm.apiKey,
    });

    /** A real Alertmanager tells of the crash loop; gives the incident that waits for people. */
    async function untilProposed(options: Pick<FirebreakOptions, 'mode' | 'environment'> = {}) {
      firebreak = await startFirebreak({
        kubeconfig: cluster.kubeconfigFor('firebreak-planner'),
        executorKubeconfig: cluster.kubeconfigFor('firebreak-executor'),
        ...options,
      });
      alertmanager = await startAlertmanager({
        webhookUrl: `${firebreak.url}/webhook/alertmanager`,
        bearerToken: firebreak.webhookToken,
      });
      const pod = await scraperCrashes(cluster);
      await alertmanager.postAlerts([crashLoopAlert(pod)]);
      return firebreak.incidentIn('awaiting-approval');
    }

    async function approveOnThePage(id: string) {
      const page = await signedInPage(browser, firebreak);
      await page.goto(`${firebreak.url}/incidents/${id}`);
      await page.getByRole('button', { name: /approve/iu }).click();
      await page.close();
    }

    function verifyLedger() {
      const args = [builtCommand(), 'audit', 'verify', '--data-dir', firebreak.dataDir, '--json'];
      return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as unknown;
    }

    it('is mended to 512Mi by a model behind LiteLLM, approved on the page, and stays mended', async () => {
      backend.use(fromScript('oom-scraper'));
      const proposed = await untilProposed({ environment: withModel() });

      expect(proposed.diagnosis?.by).toBe('litellm:claude-haiku');
      expect(proposed.proposal?.actions).toMatchObject([
        {
          action: 'set-resources',
          target: { name: 'price-scraper' },
          params: { limits: { memory: '512Mi' } },
        },
      ]);
      expect(proposed.proposal?.verdicts.map(({ layer, outcome }) => [layer, outcome])).toEqual([
        ['allowlist', 'pass'],
        ['selector', 'pass'],
        ['pod-security', 'pass'],
        ['dry-run', 'pass'],
        ['approval', 'hold'],
      ]);
      expect(await scraperLimit(cluster)).toBe('256Mi');

      await approveOnThePage(proposed.id);
      const closed = await firebreak.incidentIn('closed', 200_000);

      expect(closed).toMatchObject({ outcome: 'fixed', verification: { status: 'passed' } });
      expect(closed.decisions).toMatchObject([
        { decision: 'approve', by: { kind: 'person', name: 'on-call' } },
      ]);
      expect(await scraperLimit(cluster)).toBe('512Mi');
      expect(await podsOf(cluster, 'cardboard', 'app.kubernetes.io/name=price-scraper')).toMatchObject([
        { ready: true, restarts: 0 },
      ]);
      expect(verifyLedger()).toMatchObject({ ok: true });
    });

    it('is mended without any model', async () => {
      const proposed = await untilProposed();
      expect(proposed.diagnosis?.by).toBe('triage');
      await approveOnThePage(proposed.id);
      expect(await firebreak.incidentIn('closed', 200_000)).toMatchObject({ outcome: 'fixed' });
      expect(await scraperLimit(cluster)).toBe('512Mi');
    });

    it('is mended by triage when the model fails, which it says', async () => {
      backend.use(() => ({ kind: 'error', status: 500 }));
      const proposed = await untilProposed({ environment: withModel() });
      expect(proposed.diagnosis?.by).toBe('triage');
      expect(proposed.diagnosis?.notes.join('\n')).toContain('litellm:claude-haiku');
      await approveOnThePage(proposed.id);
      expect(await firebreak.incidentIn('closed', 200_000)).toMatchObject({ outcome: 'fixed' });
    });

    it('is left as it is in dry-run mode, even after the approval', async () => {
      const before = (await executorWrites(cluster)).length;
      const proposed = await untilProposed({ mode: 'dry-run' });
      await approveOnThePage(proposed.id);
      const closed = await firebreak.incidentIn('closed', 30_000);
      expect(closed).toMatchObject({ outcome: 'dry-run', executions: [] });
      expect(await scraperLimit(cluster)).toBe('256Mi');
      expect((await executorWrites(cluster)).slice(before)).toEqual([]);
    });
  },
);
