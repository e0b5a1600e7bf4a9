import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { answerInteraction } from '../adapters/slack/answer-interaction.ts';
import { createSlackApi } from '../adapters/slack/api.ts';
import { createSlackChat } from '../adapters/slack/slack-chat.ts';
import { openSocketConnections, type SocketHealth } from '../adapters/slack/socket-connections.ts';
import { wait } from '../adapters/system.ts';
import { identifyPerson } from '../approvals/people.ts';
import type { Settings } from '../config.ts';
import type { Caller } from '../domain/decision.ts';
import type { Policies } from '../guardrails/policies/policies.ts';
import type { ApprovalsPort } from '../approvals/approvals-port.ts';
import type { SlackInteractions } from '../http/slack/interactions.ts';
import { startNotifier } from '../notifications/notifier.ts';
import type { Clock } from '../ports/clock.ts';
import { countBehind } from '../store/notices.ts';
import type { Schema } from '../store/schema.ts';
import { installChatMetrics } from '../telemetry/chat-metrics.ts';
import type { Components } from '../telemetry/components.ts';
import type { Changes } from './changes.ts';

interface SlackPorts {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly policies: () => Policies;
  readonly changes: Changes;
  readonly components: Components;
  readonly decide: ApprovalsPort['decide'];
}

/** Slack, where it is configured. */
export interface Slack {
  /** Present where clicks may come over HTTP. */
  readonly interactions?: SlackInteractions;
  stop(): Promise<void>;
}

/**
 * Slack takes a message a second and channel, and fifty edits a minute: one call every 1.2 s keeps within both.
 * https://docs.slack.dev/apis/web-api/rate-limits
 */
const notifierPace = { callMilliseconds: 1_200, pollMilliseconds: 5_000, retryMilliseconds: 2_000 };
const socketConnections = 2;
const retryMilliseconds = 1_000;

/** Shows incidents in Slack and takes decisions there. Nothing waits for Slack to answer, not even the start. */
export async function startSlack(settings: Settings, ports: SlackPorts): Promise<Slack | undefined> {
  const { db, clock, logger, changes, components } = ports;
  const {
    slackBotToken: token,
    slackChannel: channel,
    slackAppToken,
    slackSigningSecret,
    publicUrl,
  } = settings;
  // Where only one is set, doctor says so: by hand, and in the log after the start.
  if (token === undefined || channel === undefined) return undefined;
  const at = { logger, ...(settings.slackApiUrl === undefined ? {} : { apiUrl: settings.slackApiUrl }) };
  const links = publicUrl === undefined ? {} : { publicUrl };
  const api = await createSlackApi({ token, ...at });
  const canDecide = slackAppToken !== undefined || slackSigningSecret !== undefined;
  const chat = createSlackChat(api, channel, { ...links, mode: settings.mode, canDecide });
  const answer = (payload: unknown) =>
    answerInteraction(payload, {
      api,
      channel,
      ...links,
      decide: ports.decide,
      personOf: (user) => personOf(user, ports.policies()),
      logger,
    });
  const sockets =
    slackAppToken === undefined
      ? undefined
      : openSocketConnections({
          appToken: slackAppToken,
          ...at,
          connections: socketConnections,
          clock,
          answer,
          wait,
          retryMilliseconds,
        });
  const { calls } = installChatMetrics(ports.registry, {
    behind: () => countBehind(db, 'message'),
    ...(sockets === undefined ? {} : { sockets: () => socketState(sockets.health(), clock.now()) }),
  });
  const notifier = await startNotifier(
    {
      db,
      clock,
      logger,
      chat,
      wait,
      observe(result, code = '') {
        calls.inc({ result, code });
        if (result === 'failed') components.failed('chat', code);
        else components.worked('chat');
      },
    },
    notifierPace,
  );
  const unsubscribe = changes.subscribeAll(() => notifier.wake());
  return {
    ...(slackSigningSecret === undefined
      ? {}
      : { interactions: { signingSecret: slackSigningSecret, answer } }),
    async stop() {
      unsubscribe();
      await sockets?.stop();
      await notifier.stop();
    },
  };
}

/** A person by the Approvers policy; what groups they are in there holds here, too. */
function personOf(user: string, { people }: Policies): Caller | undefined {
  const person = identifyPerson({ via: 'slack', ids: [user] }, people);
  return person === undefined ? undefined : { kind: 'person', ...person };
}

function socketState({ connected, lastPong }: SocketHealth, now: Date) {
  if (lastPong === undefined) return { connected };
  return { connected, secondsSincePong: (now.getTime() - lastPong.getTime()) / 1000 };
}
