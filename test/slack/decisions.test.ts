import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { fastify, type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Acknowledgement, answerInteraction } from '../../src/adapters/slack/answer-interaction.ts';
import { createSlackApi } from '../../src/adapters/slack/api.ts';
import {
  openSocketConnections,
  type SocketConnections,
} from '../../src/adapters/slack/socket-connections.ts';
import { wait } from '../../src/adapters/system.ts';
import { decide } from '../../src/approvals/decide.ts';
import { identifyPerson } from '../../src/approvals/people.ts';
import type { Incident } from '../../src/domain/incident.ts';
import type { KnownPerson } from '../../src/guardrails/policies/policies.ts';
import { slackInteractions } from '../../src/http/slack/interactions.ts';
import { postInteraction, postSigned, signedInteraction, slackTokens } from '../parts/fake-slack.ts';
import type { SlackMessage } from '../parts/fake-slack-state.ts';
import { waitFor } from '../parts/wait.ts';
import { web } from '../support/response-rig.ts';
import { type SlackRig, startSlackRig } from './slack-rig.ts';

const approve = 'firebreak.approve';
const logger = pino({ level: 'silent' });

const known = (name: string, slack: string): KnownPerson => ({
  source: { file: 'policies/test.yaml', line: 1 },
  name,
  aliases: { local: [name], oidc: [], proxy: [], slack: [slack] },
  groups: [],
});
const people = [known('alice', 'U0ALICE'), known('bob', 'U0BOB')];

let rig: SlackRig;
let app: FastifyInstance;
let sockets: SocketConnections;
let http: string;
let answer: (payload: unknown) => Promise<Acknowledgement>;
let deciding: () => Promise<void>;

beforeEach(async () => {
  rig = await startSlackRig({ limits: false });
  rig.state.policies = { ...rig.state.policies, people };
  deciding = async () => {};
  const api = await createSlackApi({ token: slackTokens.bot, apiUrl: rig.slack.url, logger });
  answer = (payload) =>
    answerInteraction(payload, {
      api,
      channel: rig.slack.state.channel.id,
      async decide(given) {
        await deciding();
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
  app = fastify();
  app.register(slackInteractions({ signingSecret: slackTokens.signingSecret, answer }, rig.clock));
  http = `${await app.listen({ port: 0, host: '127.0.0.1' })}/slack/interactions`;
  sockets = openSocketConnections({
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
});
afterEach(async () => {
  await sockets.stop();
  await app.close();
  await rig.close();
});

async function asked(): Promise<SlackMessage> {
  await rig.start();
  await rig.notify('KubePodCrashLooping');
  await rig.reach('awaiting-approval');
  await rig.settled();
  await rig.halt();
  const [message] = rig.slack.messages();
  if (message === undefined) throw new Error('no message');
  return message;
}

const by = (incident: Incident) =>
  incident.decisions.map(({ decision, by: who, channel, reason }) => [decision, who.name, channel, reason]);
/** Undefined: over Socket Mode. */
const ways = [
  ['Socket Mode', () => undefined],
  ['HTTP', () => http],
] as const;

describe.each(ways)('a decision over %s', (_name, at) => {
  it('is stored before the click is acknowledged', async () => {
    const message = await asked();
    let stored = -1;
    deciding = async () => {
      stored = (await rig.incident()).decisions.length;
      await sleep(200);
    };
    const { acknowledged } = await rig.slack.click('U0ALICE', message, approve, at());
    expect(acknowledged).toBe(true);
    expect(stored).toBe(0);
    expect(by(await rig.incident())).toEqual([['approve', 'alice', 'slack', undefined]]);
  });

  it.each(['deny', 'hand-over'] as const)('to %s asks why, and keeps the reason', async (decision) => {
    const message = await asked();
    await rig.slack.click('U0ALICE', message, `firebreak.${decision}`, at());
    expect((await rig.incident()).decisions).toEqual([]);
    const { answer } = await rig.slack.submit('U0ALICE', 'It hides the leak', at());
    expect(answer ?? {}).toEqual({});
    expect(by(await rig.incident())).toEqual([[decision, 'alice', 'slack', 'It hides the leak']]);
  });

  it('of somebody whom the policy does not know is none, and they are told', async () => {
    const message = await asked();
    const { acknowledged } = await rig.slack.click('U0STRANGER', message, approve, at());
    expect(acknowledged).toBe(true);
    await waitFor(() => rig.slack.state.ephemerals.length === 1, { what: 'the explanation' });
    expect(rig.slack.state.ephemerals[0]).toMatchObject({
      user: 'U0STRANGER',
      text: expect.stringContaining('Nothing was decided') as string,
    });
    expect((await rig.incident()).decisions).toEqual([]);
  });

  it('by the same person in Slack and elsewhere counts once', async () => {
    rig.state.policies = {
      ...rig.state.policies,
      limits: { ...rig.state.policies.limits, approvalsNeeded: { low: 2, medium: 2, high: 2 } },
    };
    const message = await asked();
    await rig.decide(await rig.incident());
    await rig.slack.click('U0ALICE', message, approve, at());
    expect((await rig.incident()).decisions).toHaveLength(1);
    await rig.slack.click('U0BOB', message, approve, at());
    expect((await rig.incident()).decisions.map((each) => each.by.name)).toEqual(['alice', 'bob']);
  });

  it.each([
    ['the proposal expired', async () => rig.clock.advance(24 * 3_600_000)],
    ['somebody denied it', async () => rig.decide(await rig.incident(), 'deny')],
    ['the alert ended', async () => rig.notify('KubePodCrashLooping', { status: 'resolved' })],
  ])('is refused after %s', async (_what, happens) => {
    const message = await asked();
    await happens();
    const before = (await rig.incident()).decisions.length;
    await rig.slack.click('U0BOB', message, approve, at());
    await waitFor(() => rig.slack.state.ephemerals.length === 1, { what: 'the explanation' });
    expect((await rig.incident()).decisions).toHaveLength(before);
  });

  it('in a dialog that comes too late says so in the dialog', async () => {
    const message = await asked();
    await rig.slack.click('U0ALICE', message, 'firebreak.deny', at());
    await rig.decide(await rig.incident(), 'deny');
    const { answer } = await rig.slack.submit('U0ALICE', 'too late', at());
    expect(answer).toMatchObject({ response_action: 'errors' });
  });
});

describe('what is not from Slack, or not for the first time', () => {
  const about = async () => {
    const { id, proposal } = await rig.incident();
    return JSON.stringify({ incident: id, proposal: proposal?.id, hash: proposal?.hash });
  };
  const click = async (value: string) => ({
    type: 'block_actions',
    user: { id: 'U0ALICE' },
    trigger_id: 't',
    actions: [{ action_id: approve, value }],
  });

  it('is refused: forged, unsigned, too old', async () => {
    await asked();
    const payload = await click(await about());
    const now = rig.clock.now().getTime();
    expect((await postInteraction(http, payload, { now, secret: 'a guess of the secret' })).status).toBe(401);
    expect((await postInteraction(http, payload, { now: now - 400_000 })).status).toBe(401);
    expect(
      (
        await postSigned(http, {
          ...signedInteraction(payload, { now }),
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        })
      ).status,
    ).toBe(401);
    expect((await rig.incident()).decisions).toEqual([]);
  });

  it('is refused: a stolen request, sent again', async () => {
    await asked();
    const stolen = signedInteraction(await click(await about()), { now: rig.clock.now().getTime() });
    expect((await postSigned(http, stolen)).status).toBe(200);
    expect((await postSigned(http, stolen)).status).toBe(401);
    expect((await rig.incident()).decisions).toHaveLength(1);
  });

  describe('a stolen request, sent again after a restart has forgotten it', () => {
    const needsTwo = () => {
      const { limits } = rig.state.policies;
      const approvalsNeeded = { low: 2, medium: 2, high: 2 };
      rig.state.policies = { ...rig.state.policies, limits: { ...limits, approvalsNeeded } };
    };
    /** Alice's click, as it went over the wire, and a way to send it to a service that has not seen it. */
    async function stolenClick() {
      await asked();
      const stolen = signedInteraction(await click(await about()), { now: rig.clock.now().getTime() });
      expect((await postSigned(http, stolen)).status).toBe(200);
      return async () => {
        await app.close();
        app = fastify();
        app.register(slackInteractions({ signingSecret: slackTokens.signingSecret, answer }, rig.clock));
        const again = `${await app.listen({ port: 0, host: '127.0.0.1' })}/slack/interactions`;
        return postSigned(again, stolen);
      };
    }

    it('is not the second person', async () => {
      needsTwo();
      const replay = await stolenClick();
      expect((await replay()).status).toBe(200);
      expect((await rig.incident()).decisions).toHaveLength(1);
      await waitFor(() => rig.slack.state.ephemerals.length === 1, { what: 'the explanation' });
    });

    it('does not approve what was sent back since, nor write it', async () => {
      const replay = await stolenClick();
      rig.cluster.put({
        ...web,
        metadata: { ...web.metadata, labels: { ...web.metadata.labels, team: 'shop' } },
      });
      await rig.reach('executing');
      await rig.reach('awaiting-approval');
      expect((await replay()).status).toBe(200);
      expect((await rig.incident()).decisions).toHaveLength(1);
      await rig.step();
      expect((await rig.incident()).state).toBe('awaiting-approval');
      expect(rig.cluster.writes).toHaveLength(0);
    });

    it('writes nothing again of what has run', async () => {
      const replay = await stolenClick();
      rig.state.condition = 'gone';
      await rig.reach('closed');
      expect((await replay()).status).toBe(200);
      await rig.step();
      expect(rig.cluster.writes).toHaveLength(1);
      expect((await rig.incident()).decisions).toHaveLength(1);
    });
  });

  it.each([
    [
      'another hash',
      (value: string) => JSON.stringify({ ...(JSON.parse(value) as object), hash: 'sha256:other' }),
    ],
    ['no JSON', () => 'approve everything'],
    [
      'another incident',
      (value: string) => JSON.stringify({ ...(JSON.parse(value) as object), incident: 'inc_other' }),
    ],
  ])('decides nothing with a value of %s, though signed', async (_what, changed) => {
    await asked();
    const payload = await click(changed(await about()));
    const { status } = await postInteraction(http, payload, { now: rig.clock.now().getTime() });
    expect(status).toBe(200);
    expect((await rig.incident()).decisions).toEqual([]);
  });
});

describe('Socket Mode', () => {
  it('keeps listening over one connection while Slack renews the other, and opens it again', async () => {
    const message = await asked();
    const [first] = rig.slack.sockets();
    first?.close();
    const { acknowledged } = await rig.slack.click('U0ALICE', message, approve);
    expect(acknowledged).toBe(true);
    await waitFor(() => rig.slack.sockets().length === 2, { what: 'the second connection again' });
  });

  it('comes back by itself after Slack was away', async () => {
    rig.slack.away(true);
    await waitFor(() => sockets.health().connected === 0, { what: 'the loss to be noticed' });
    rig.slack.away(false);
    await waitFor(() => sockets.health().connected === 2, { what: 'both connections again' });
  });

  it('knows when it last heard from Slack', async () => {
    const heard = await waitFor(() => sockets.health().lastPong, { what: 'a pong' });
    expect(heard).toEqual(rig.clock.now());
  });
});
