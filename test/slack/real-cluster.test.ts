import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { buttonsOf, type FakeSlack, startFakeSlack } from '../parts/fake-slack.ts';
import { slackTokens } from '../parts/fake-slack-signing.ts';
import type { SlackMessage } from '../parts/fake-slack-state.ts';
import { partMissing } from '../parts/parts.ts';
import { waitFor } from '../parts/wait.ts';
import { useCrashLoopBench } from '../scenarios/crash-loop-bench.ts';
import { postCrashLoop, scraperLimit } from '../scenarios/real-cluster.ts';
import { testPolicies } from '../support/test-policies.ts';

// Each wait inside has a limit of its own that says what it waited for.
vi.setConfig({ testTimeout: 300_000 });

const modes = {
  'Socket Mode': { SLACK_APP_TOKEN: slackTokens.app },
  HTTP: { SLACK_SIGNING_SECRET: slackTokens.signingSecret },
} as const;
type Mode = keyof typeof modes;

describe.skipIf(partMissing('control-plane'))('an incident approved in Slack, on a real cluster', () => {
  const bench = useCrashLoopBench();
  let slack: FakeSlack;

  beforeEach(async () => {
    slack = await startFakeSlack();
  });
  afterEach(() => slack?.stop());

  const settingsFor = (mode: Mode) => ({
    FIREBREAK_POLICIES: policiesThatKnowAnn(),
    FIREBREAK_PUBLIC_URL: 'http://localhost:8080',
    SLACK_BOT_TOKEN: slackTokens.bot,
    SLACK_CHANNEL: slack.state.channel.id,
    SLACK_API_URL: slack.url,
    ...modes[mode],
  });

  function policiesThatKnowAnn(): string {
    const policies = testPolicies(join(bench.folder(), 'policies'));
    appendFileSync(join(policies, 'approvers.yaml'), '  people:\n    - name: Ann\n      slack: [U0ANN]\n');
    return policies;
  }

  const shown = (what: string, is: (message: SlackMessage) => boolean, timeoutMs = 60_000) =>
    waitFor(() => slack.messages().find(is), { what: `the message ${what}`, timeoutMs });
  const asks = (message: SlackMessage) =>
    buttonsOf(message).some(({ action_id: id }) => id === 'firebreak.approve');

  /** Ann's click on what the crash loop led to. */
  async function approve(mode: Mode, asked: SlackMessage): Promise<void> {
    const at = mode === 'HTTP' ? `${bench.firebreak().url}/slack/interactions` : undefined;
    const { acknowledged } = await slack.click('U0ANN', asked, 'firebreak.approve', at);
    expect(acknowledged).toBe(true);
  }

  it.each(['Socket Mode', 'HTTP'] as const)(
    'over %s is mended, and its one message says so',
    async (mode) => {
      const firebreak = await bench.start(settingsFor(mode));
      await postCrashLoop(bench.cluster(), firebreak);
      const asked = await shown('with its buttons', asks);
      await approve(mode, asked);
      const closed = await firebreak.incidentIn('closed', 200_000);
      const ended = await shown('at its end', ({ text }) => text.includes('Fixed'));

      expect(closed).toMatchObject({ outcome: 'fixed' });
      expect(closed.decisions).toMatchObject([
        { decision: 'approve', channel: 'slack', by: { name: 'Ann' } },
      ]);
      expect(await scraperLimit(bench.cluster())).toBe('512Mi');
      expect(slack.messages()).toHaveLength(1);
      expect(ended.ts).toBe(asked.ts);
      expect(JSON.stringify(ended.attachments)).toContain('*Ann* approved in Slack');
      expect(firebreak.log()).not.toContain(slackTokens.bot);
    },
  );

  it.each(['Socket Mode', 'HTTP'] as const)(
    'over %s and killed between the click and the write, writes once',
    async (mode) => {
      const settings = settingsFor(mode);
      await postCrashLoop(bench.cluster(), await bench.start(settings));
      const asked = await shown('with its buttons', asks);
      const second = await bench.dieInWrite('lost-request', () => approve(mode, asked), settings);
      const closed = await second.incidentIn('closed', 200_000);
      await shown('at its end', ({ text }) => text.includes('Fixed'));

      expect(closed).toMatchObject({ outcome: 'fixed' });
      expect(await bench.writes()).toEqual([
        'patch /apis/apps/v1/namespaces/cardboard/deployments/price-scraper',
      ]);
      expect(closed.decisions).toHaveLength(1);
      expect(slack.messages()).toHaveLength(1);
    },
  );
});
