import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ControlPlane } from '../parts/control-plane.ts';
import { buttonsOf, type FakeSlack, slackTokens, startFakeSlack } from '../parts/fake-slack.ts';
import type { SlackMessage } from '../parts/fake-slack-state.ts';
import { partMissing } from '../parts/parts.ts';
import { waitFor } from '../parts/wait.ts';
import {
  executorWrites,
  postCrashLoop,
  resetScraper,
  scraperLimit,
  startCardboardCluster,
} from '../scenarios/real-cluster.ts';
import { type FirebreakProcess, startFirebreak } from '../support/firebreak-process.ts';
import { testPolicies } from '../support/test-policies.ts';
import { startWriteProxy, type WriteProxy } from '../support/write-proxy.ts';

// Each wait inside has a limit of its own that says what it waited for.
vi.setConfig({ testTimeout: 300_000 });

const modes = {
  'Socket Mode': { SLACK_APP_TOKEN: slackTokens.app },
  HTTP: { SLACK_SIGNING_SECRET: slackTokens.signingSecret },
} as const;

describe.skipIf(partMissing('control-plane'))('an incident approved in Slack, on a real cluster', () => {
  let cluster: ControlPlane;
  let proxy: WriteProxy;
  let slack: FakeSlack;
  let firebreak: FirebreakProcess;
  let folder: string;

  beforeAll(async () => {
    cluster = await startCardboardCluster();
  });
  afterAll(() => cluster?.stop());
  beforeEach(async () => {
    await resetScraper(cluster);
    proxy = await startWriteProxy(cluster);
    slack = await startFakeSlack();
    folder = mkdtempSync(join(tmpdir(), 'firebreak-slack-'));
  });
  afterEach(async () => {
    await firebreak?.stop();
    await Promise.all([proxy?.stop(), slack?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(clicks: Readonly<Record<string, string>>) {
    firebreak = await startFirebreak({
      kubeconfig: cluster.kubeconfigFor('firebreak-planner'),
      executorKubeconfig: proxy.kubeconfigFile,
      dataDir: join(folder, 'data'),
      environment: {
        FIREBREAK_POLICIES: policiesThatKnowAnn(),
        FIREBREAK_PUBLIC_URL: 'http://localhost:8080',
        SLACK_BOT_TOKEN: slackTokens.bot,
        SLACK_CHANNEL: slack.state.channel.id,
        SLACK_API_URL: slack.url,
        ...clicks,
      },
    });
  }

  function policiesThatKnowAnn(): string {
    const policies = testPolicies(join(folder, 'policies'));
    appendFileSync(join(policies, 'approvers.yaml'), '  people:\n    - name: Ann\n      slack: [U0ANN]\n');
    return policies;
  }

  const shown = (what: string, is: (message: SlackMessage) => boolean, timeoutMs = 60_000) =>
    waitFor(() => slack.messages().find(is), { what: `the message ${what}`, timeoutMs });
  const asks = (message: SlackMessage) =>
    buttonsOf(message).some(({ action_id: id }) => id === 'firebreak.approve');
  const addressOf = (mode: keyof typeof modes) =>
    mode === 'HTTP' ? `${firebreak.url}/slack/interactions` : undefined;

  it.each(['Socket Mode', 'HTTP'] as const)(
    'over %s is mended, and its one message says so',
    async (mode) => {
      await start(modes[mode]);
      await postCrashLoop(cluster, firebreak);
      const asked = await shown('with its buttons', asks);

      const { acknowledged } = await slack.click('U0ANN', asked, 'firebreak.approve', addressOf(mode));
      expect(acknowledged).toBe(true);
      const closed = await firebreak.incidentIn('closed', 200_000);
      const ended = await shown('at its end', ({ text }) => text.includes('Fixed'));

      expect(closed).toMatchObject({ outcome: 'fixed' });
      expect(closed.decisions).toMatchObject([
        { decision: 'approve', channel: 'slack', by: { name: 'Ann' } },
      ]);
      expect(await scraperLimit(cluster)).toBe('512Mi');
      expect(slack.messages()).toHaveLength(1);
      expect(ended.ts).toBe(asked.ts);
      expect(JSON.stringify(ended.attachments)).toContain('*Ann* approved in Slack');
      expect(firebreak.log()).not.toContain(slackTokens.bot);
    },
  );

  it.each(['Socket Mode', 'HTTP'] as const)(
    'over %s and killed between the click and the write, writes once',
    async (mode) => {
      const before = (await executorWrites(cluster)).length;
      await start(modes[mode]);
      await postCrashLoop(cluster, firebreak);
      const asked = await shown('with its buttons', asks);
      proxy.next('lost-request');
      const { acknowledged } = await slack.click('U0ANN', asked, 'firebreak.approve', addressOf(mode));
      expect(acknowledged).toBe(true);
      await proxy.lost();
      process.kill(firebreak.pid, 'SIGKILL');
      await firebreak.stop();

      proxy.next('pass');
      await start(modes[mode]);
      const closed = await firebreak.incidentIn('closed', 200_000);
      await shown('at its end', ({ text }) => text.includes('Fixed'));

      expect(closed).toMatchObject({ outcome: 'fixed' });
      expect((await executorWrites(cluster)).slice(before)).toEqual([
        'patch /apis/apps/v1/namespaces/cardboard/deployments/price-scraper',
      ]);
      expect(closed.decisions).toHaveLength(1);
      expect(slack.messages()).toHaveLength(1);
    },
  );
});
