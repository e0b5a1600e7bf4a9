import { pino } from 'pino';
import { fastify } from 'fastify';
import { type Acknowledgement, answerInteraction } from '../../src/adapters/slack/answer-interaction.ts';
import { createSlackApi } from '../../src/adapters/slack/api.ts';
import {
  openSocketConnections,
  type SocketConnections,
} from '../../src/adapters/slack/socket-connections.ts';
import { wait } from '../../src/adapters/system.ts';
import { decide } from '../../src/approvals/decide.ts';
import { identifyPerson } from '../../src/approvals/people.ts';
import type { KnownPerson } from '../../src/guardrails/policies/policies.ts';
import { slackInteractions } from '../../src/http/slack/interactions.ts';
import { slackTokens } from '../parts/fake-slack-signing.ts';
import type { SlackMessage } from '../parts/fake-slack-state.ts';
import { waitFor } from '../parts/wait.ts';
import { type SlackRig, startSlackRig } from './slack-rig.ts';

export const approve = 'firebreak.approve';
const logger = pino({ level: 'silent' });

const known = (name: string, slack: string): KnownPerson => ({
  source: { file: 'policies/test.yaml', line: 1 },
  name,
  aliases: { local: [name], oidc: [], proxy: [], slack: [slack] },
  groups: [],
});
const people = [known('alice', 'U0ALICE'), known('bob', 'U0BOB')];

/** The response and its Slack, with both ways by which clicks come in. Alice and Bob are known. */
export interface DecisionsRig extends SlackRig {
  readonly sockets: SocketConnections;
  /** What happens between a click's arrival and its decision. */
  readonly deciding: { do: () => Promise<void> };
  /** Where clicks come in over HTTP. */
  http(): string;
  /** Another process in its place: it has seen no request yet. */
  restartHttp(): Promise<void>;
  /** Reaches the question, and gives the message that asks it. */
  asked(): Promise<SlackMessage>;
}

export async function startDecisionsRig(): Promise<DecisionsRig> {
  const rig = await startSlackRig({ limits: false });
  rig.state.policies = { ...rig.state.policies, people };
  const deciding = { do: async () => {} };
  const api = await createSlackApi({ token: slackTokens.bot, apiUrl: rig.slack.url, logger });
  const answer = (payload: unknown): Promise<Acknowledgement> =>
    answerInteraction(payload, {
      api,
      channel: rig.slack.state.channel.id,
      async decide(given) {
        await deciding.do();
        return decide(given, {
          db: rig.db,
          clock: rig.clock,
          ids: rig.worker.response.ids,
          policies: () => rig.state.policies,
        });
      },
      personOf(user) {
        const person = identifyPerson({ via: 'slack', ids: [user] }, people);
        return person === undefined ? undefined : { kind: 'person', ...person };
      },
      logger,
    });
  const listen = async () => {
    const app = fastify();
    app.register(slackInteractions({ signingSecret: slackTokens.signingSecret, answer }, rig.clock));
    return { app, url: `${await app.listen({ port: 0, host: '127.0.0.1' })}/slack/interactions` };
  };
  let listening = await listen();
  const sockets = openSocketConnections({
    appToken: slackTokens.app,
    apiUrl: rig.slack.url,
    connections: 2,
    clock: rig.clock,
    logger,
    answer,
    wait,
    retryMilliseconds: 50,
  });
  await waitFor(() => sockets.health().connected === 2, { what: 'both connections' });

  return {
    ...rig,
    sockets,
    deciding,
    http: () => listening.url,
    async restartHttp() {
      await listening.app.close();
      listening = await listen();
    },
    async asked() {
      await rig.start();
      await rig.notify('KubePodCrashLooping');
      await rig.reach('awaiting-approval');
      await rig.settled();
      await rig.halt();
      const [message] = rig.slack.messages();
      if (message === undefined) throw new Error('no message');
      return message;
    },
    async close() {
      await sockets.stop();
      await listening.app.close();
      await rig.close();
    },
  };
}
