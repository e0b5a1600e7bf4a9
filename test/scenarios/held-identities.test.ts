import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Browser } from 'playwright-core';
import { hashPassword } from '../../src/http/auth/password.ts';
import { writeUsers } from '../../src/store/users-file.ts';
import { launchChromium } from '../parts/chromium.ts';
import type { ControlPlane } from '../parts/control-plane.ts';
import { failingJobs, oomBelow300Mi, pullsDenied } from '../parts/kwok-stages.ts';
import { type LiteLLM, startLiteLLM } from '../parts/litellm.ts';
import { partMissing } from '../parts/parts.ts';
import { type ScriptedBackend, startScriptedBackend } from '../parts/scripted-openai-backend.ts';
import { waitFor } from '../parts/wait.ts';
import { holdByAdmission } from '../support/hold.ts';
import { runCli } from '../support/run-cli.ts';
import { fromScript } from '../support/scripted-replies.ts';
import type { IncidentDetail } from '../support/firebreak-process.ts';
import { approveOnThePage, type OnCall, startOnCall } from './on-call.ts';
import {
  crashLoopAlert,
  executorWrites,
  forbidden,
  scraperCrashes,
  scraperLimit,
  startCardboardCluster,
} from './real-cluster.ts';
import { breakEverything, podOf } from './triaged-incidents.ts';

// Each wait inside has a limit of its own that says what it waited for.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 240_000 });

const fixed = { outcome: 'fixed', verification: { status: 'passed' } };

const people = ['kim', 'sam'] as const;
const password = 'correct horse battery staple';

type Labels = Readonly<Record<string, string>>;

describe.skipIf(partMissing('control-plane', 'alertmanager', 'litellm', 'chromium'))(
  'incidents on a cluster that holds both identities by RBAC and admission',
  () => {
    let cluster: ControlPlane;
    let backend: ScriptedBackend;
    let litellm: LiteLLM;
    let browser: Browser;
    let onCall: OnCall;
    let alert: Labels;
    let writesBefore: number;
    let dataDir: string;

    beforeAll(async () => {
      [cluster, backend, browser] = await Promise.all([
        startCardboardCluster([oomBelow300Mi, failingJobs, pullsDenied]),
        startScriptedBackend(() => ({ kind: 'error', status: 500 })),
        launchChromium(),
      ]);
      litellm = await startLiteLLM({ models: { 'claude-haiku': { openai: backend.url } } });
      await breakEverything(cluster);
      await holdByAdmission(cluster);
    });
    afterAll(async () => {
      await Promise.all([cluster?.stop(), backend?.stop(), litellm?.stop(), browser?.close()]);
    });

    beforeEach(async () => {
      writesBefore = (await executorWrites(cluster)).length;
      dataDir = mkdtempSync(join(tmpdir(), 'firebreak-held-'));
      const hashed = await hashPassword(password, randomBytes);
      writeUsers(
        join(dataDir, 'users.json'),
        people.map((name) => ({
          name,
          role: 'approver',
          groups: [],
          password: hashed,
          changedAt: new Date().toISOString(),
        })),
      );
    });
    afterEach(async () => {
      await onCall?.stop();
      rmSync(dataDir, { recursive: true });
    });

    const withModel = () => ({
      FIREBREAK_MODELS: 'litellm:claude-haiku',
      LITELLM_BASE_URL: litellm.baseUrl,
      LITELLM_API_KEY: litellm.apiKey,
    });

    async function untilProposed(labels: Labels, environment: Labels = {}): Promise<IncidentDetail> {
      alert = { severity: 'critical', ...labels };
      onCall = await startOnCall(cluster, { environment, dataDir });
      await onCall.alertmanager.postAlerts([{ labels: alert }]);
      return onCall.firebreak.incidentIn('awaiting-approval', 60_000);
    }

    /**
     * Approves on the page, by a second person where one is needed; then the alert ends, as Prometheus would end it.
     * Gives the incident once it has closed.
     */
    async function untilClosed({ id, proposal }: IncidentDetail): Promise<IncidentDetail> {
      const { firebreak } = onCall;
      for (const person of people) {
        const { state, proposal: present } = await firebreak.incident(id);
        if (state === 'awaiting-approval' && present?.hash === proposal?.hash)
          await approveOnThePage(browser, firebreak, id, person, password);
      }
      await firebreak.incidentIn('verifying', 60_000);
      await onCall.alertmanager.postAlerts([{ labels: alert, endsAt: new Date().toISOString() }]);
      return await waitFor(
        async () => {
          const incident = await firebreak.incident(id);
          return incident.state === 'closed' ? incident : undefined;
        },
        { what: 'the incident to close', timeoutMs: 200_000 },
      );
    }

    const written = async () => (await executorWrites(cluster)).slice(writesBefore);
    const actionsOf = ({ proposal }: IncidentDetail) =>
      proposal?.actions.map(({ action, target }) => `${action} ${target.namespace ?? ''}/${target.name}`);

    it('raises the limit of the scraper by a model behind LiteLLM', async () => {
      backend.use(fromScript('oom-scraper'));
      const { labels } = crashLoopAlert(await scraperCrashes(cluster));
      const proposed = await untilProposed(labels, withModel());
      expect(proposed.diagnosis?.by).toBe('litellm:claude-haiku');

      expect(await untilClosed(proposed)).toMatchObject(fixed);
      expect(await scraperLimit(cluster)).toBe('512Mi');

      const scraper = 'patch /apis/apps/v1/namespaces/cardboard/deployments/price-scraper';
      expect(await written()).toEqual([scraper]);
      expect(onCall.verifyLedger()).toMatchObject({ ok: true });
    });

    it('mends the selector that catches the database, once a wrong one has been refused', async () => {
      backend.use(fromScript('selector-trap'));
      const labels = { alertname: 'ServiceHighErrorRate', namespace: 'trap', service: 'web' };
      const proposed = await untilProposed(labels, withModel());
      expect(actionsOf(proposed)).toEqual(['patch-service-selector trap/web']);

      expect(await untilClosed(proposed)).toMatchObject(fixed);

      expect(await written()).toEqual(['patch /api/v1/namespaces/trap/services/web']);
    });

    it('deletes the stale backup Job, and nothing else', async () => {
      const job = 'postgres-backup-29520495';
      const proposed = await untilProposed({
        alertname: 'KubeJobFailed',
        namespace: 'cardboard',
        job_name: job,
      });
      expect(actionsOf(proposed)).toEqual([`delete-job cardboard/${job}`]);

      expect(await untilClosed(proposed)).toMatchObject(fixed);

      expect(await written()).toEqual([`delete /apis/batch/v1/namespaces/cardboard/jobs/${job}`]);
    });

    it('runs the CronJob that renews an expired pull secret, then the report that could not start', async () => {
      const pod = await podOf(cluster, 'reports', 'job-name=nightly-report-29523000');
      const proposed = await untilProposed({ alertname: 'PodImagePullBackOff', namespace: 'reports', pod });
      expect(actionsOf(proposed)).toEqual([
        'run-cronjob reports/ecr-login',
        'run-cronjob reports/nightly-report',
      ]);

      expect(await untilClosed(proposed)).toMatchObject(fixed);

      const jobs = 'create /apis/batch/v1/namespaces/reports/jobs';
      expect(await written()).toEqual([jobs, jobs]);
    });

    it('labels a namespace with the level that everything in it fits, and takes that back', async () => {
      const proposed = await untilProposed({
        alertname: 'NamespaceWithoutPodSecurityLevel',
        namespace: 'trade-bot',
      });
      expect(actionsOf(proposed)).toEqual(['set-labels /trade-bot']);

      expect(await untilClosed(proposed)).toMatchObject(fixed);

      expect((await onCall.firebreak.api('POST', `/incidents/${proposed.id}/undo`)).status).toBe(200);
      const undoing = await onCall.firebreak.incidentIn('awaiting-approval', 60_000);
      expect(await untilClosed(undoing)).toMatchObject({ outcome: 'undone' });

      const namespace = 'patch /api/v1/namespaces/trade-bot';
      expect(await written()).toEqual([namespace, namespace]);
    });

    it('lets doctor send an alert the whole way, which is recorded and no incident', async () => {
      onCall = await startOnCall(cluster, { dataDir });
      const { firebreak, alertmanager } = onCall;
      const environment = {
        FIREBREAK_DATA_DIR: dataDir,
        FIREBREAK_PORT: new URL(firebreak.url).port,
        ALERTMANAGER_URL: alertmanager.url,
      };

      const { stdout } = await runCli(
        ['doctor', '--json', '--test-alert', '--test-label', 'namespace=trap'],
        {
          environment,
        },
      );

      const { checks } = JSON.parse(stdout) as { checks: readonly { name: string; status: string }[] };
      expect(checks.find(({ name }) => name.startsWith('test alert'))).toMatchObject({ status: 'ok' });
      expect(await firebreak.incidents()).toEqual([]);
    });

    it('forbids neither identity anything that it has to do', async () => {
      expect(await forbidden(cluster)).toEqual([]);
    });
  },
);
