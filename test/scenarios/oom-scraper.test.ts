import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../parts/chromium.ts';
import type { ControlPlane } from '../parts/control-plane.ts';
import { podsOf } from '../parts/kube-pods.ts';
import { type LiteLLM, startLiteLLM } from '../parts/litellm.ts';
import { partMissing } from '../parts/parts.ts';
import { type ScriptedBackend, startScriptedBackend } from '../parts/scripted-openai-backend.ts';
import type { FirebreakOptions } from '../support/firebreak-process.ts';
import { fromScript } from '../support/scripted-replies.ts';
import { approveOnThePage, type OnCall, startOnCall } from './on-call.ts';
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
    let onCall: OnCall;

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
      await onCall?.stop();
    });

    const withModel = () => ({
      FIREBREAK_MODELS: 'litellm:claude-haiku',
      LITELLM_BASE_URL: litellm.baseUrl,
      LITELLM_API_KEY: litellm.apiKey,
    });

    /** A real Alertmanager tells of the crash loop; gives the incident that waits for people. */
    async function untilProposed(options: Pick<FirebreakOptions, 'mode' | 'environment'> = {}) {
      onCall = await startOnCall(cluster, options);
      await onCall.alertmanager.postAlerts([crashLoopAlert(await scraperCrashes(cluster))]);
      return onCall.firebreak.incidentIn('awaiting-approval');
    }

    const approve = (id: string) => approveOnThePage(browser, onCall.firebreak, id);

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

      await approve(proposed.id);
      const closed = await onCall.firebreak.incidentIn('closed', 200_000);

      expect(closed).toMatchObject({ outcome: 'fixed', verification: { status: 'passed' } });
      expect(closed.decisions).toMatchObject([
        { decision: 'approve', by: { kind: 'person', name: 'on-call' } },
      ]);
      expect(await scraperLimit(cluster)).toBe('512Mi');
      expect(await podsOf(cluster, 'cardboard', 'app.kubernetes.io/name=price-scraper')).toMatchObject([
        { ready: true, restarts: 0 },
      ]);
      expect(onCall.verifyLedger()).toMatchObject({ ok: true });
    });

    it('is mended without any model', async () => {
      const proposed = await untilProposed();
      expect(proposed.diagnosis?.by).toBe('triage');
      await approve(proposed.id);
      expect(await onCall.firebreak.incidentIn('closed', 200_000)).toMatchObject({ outcome: 'fixed' });
      expect(await scraperLimit(cluster)).toBe('512Mi');
    });

    it('is mended by triage when the model fails, which it says', async () => {
      backend.use(() => ({ kind: 'error', status: 500 }));
      const proposed = await untilProposed({ environment: withModel() });
      expect(proposed.diagnosis?.by).toBe('triage');
      expect(proposed.diagnosis?.notes.join('\n')).toContain('litellm:claude-haiku');
      await approve(proposed.id);
      expect(await onCall.firebreak.incidentIn('closed', 200_000)).toMatchObject({ outcome: 'fixed' });
    });

    it('is left as it is in dry-run mode, even after the approval', async () => {
      const before = (await executorWrites(cluster)).length;
      const proposed = await untilProposed({ mode: 'dry-run' });
      await approve(proposed.id);
      const closed = await onCall.firebreak.incidentIn('closed', 30_000);
      expect(closed).toMatchObject({ outcome: 'dry-run', executions: [] });
      expect(await scraperLimit(cluster)).toBe('256Mi');
      expect((await executorWrites(cluster)).slice(before)).toEqual([]);
    });
  },
);
