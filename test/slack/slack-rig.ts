import { pino } from 'pino';
import { createSlackApi } from '../../src/adapters/slack/api.ts';
import type { RenderSetting } from '../../src/adapters/slack/render-setting.ts';
import { createSlackChat } from '../../src/adapters/slack/slack-chat.ts';
import { type Notifier, startNotifier } from '../../src/notifications/notifier.ts';
import { countBehind } from '../../src/store/notices.ts';
import { type FakeSlack, type FakeSlackOptions, startFakeSlack } from '../parts/fake-slack.ts';
import { slackTokens } from '../parts/fake-slack-signing.ts';
import { waitFor } from '../parts/wait.ts';
import { type Rig, startRig } from '../support/response-rig.ts';

const setting: RenderSetting = {
  publicUrl: 'https://firebreak.example.org',
  mode: 'approve',
  canDecide: true,
};

/** The response and the notifier over one store and one clock that pauses move on, and a Slack that keeps its limits. */
export interface SlackRig extends Rig {
  readonly slack: FakeSlack;
  readonly seen: readonly string[];
  /** What happens while the notifier pauses between two calls. */
  readonly pausing: { do: () => Promise<void> };
  start(): Promise<void>;
  /** Ends the notifier as a crash would be seen from the next one: what was not stored is not known. */
  halt(): Promise<void>;
  /** Waits until Slack shows everything as it is. */
  settled(timeoutMs?: number): Promise<void>;
}

interface SlackRigOptions extends Omit<FakeSlackOptions, 'now'> {
  readonly timeoutMilliseconds?: number;
}

export async function startSlackRig({
  timeoutMilliseconds = 10_000,
  ...options
}: SlackRigOptions = {}): Promise<SlackRig> {
  const rig = await startRig();
  const slack = await startFakeSlack({ ...options, now: () => rig.clock.now().getTime() });
  const logger = pino({ level: 'silent' });
  const api = await createSlackApi({
    token: slackTokens.bot,
    apiUrl: slack.url,
    logger,
    timeoutMilliseconds,
  });
  const chat = createSlackChat(api, slack.state.channel.id, setting);
  const seen: string[] = [];
  const pausing = { do: async () => {} };
  let notifier: Notifier | undefined;
  const slackRig: SlackRig = {
    ...rig,
    slack,
    seen,
    pausing,
    async start() {
      notifier = await startNotifier(
        {
          db: rig.db,
          clock: rig.clock,
          logger,
          chat,
          observe: (result, code) => seen.push(code ?? result),
          async wait(milliseconds) {
            rig.clock.advance(milliseconds);
            await pausing.do();
          },
        },
        { callMilliseconds: 1_200, pollMilliseconds: 20, retryMilliseconds: 2_000 },
      );
    },
    async halt() {
      await notifier?.stop();
      notifier = undefined;
    },
    async settled(timeoutMs = 20_000) {
      const isSettled = async () => {
        // Nobody else moves the clock while the notifier has nothing to do but wait.
        rig.clock.advance(100);
        const behind = await Promise.all([countBehind(rig.db, 'message'), countBehind(rig.db, 'thread')]);
        return behind.every((count) => count === 0);
      };
      await waitFor(isSettled, { what: 'Slack to be up to date', everyMs: 20, timeoutMs });
    },
    async close() {
      await slackRig.halt();
      await slack.stop();
      await rig.close();
    },
  };
  return slackRig;
}
