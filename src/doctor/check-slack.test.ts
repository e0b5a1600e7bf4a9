import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeSlack, startFakeSlack } from '../../test/parts/fake-slack.ts';
import { slackTokens } from '../../test/parts/fake-slack-signing.ts';
import { checkSlack } from './check-slack.ts';

const logger = pino({ level: 'silent' });

let slack: FakeSlack;
beforeEach(async () => {
  slack = await startFakeSlack();
});
afterEach(() => slack.stop());

const check = (more: Parameters<typeof checkSlack>[0] = {}) =>
  checkSlack(
    {
      slackBotToken: slackTokens.bot,
      slackAppToken: slackTokens.app,
      slackChannel: slack.state.channel.id,
      slackApiUrl: slack.url,
      publicUrl: 'https://firebreak.example.org',
      ...more,
    },
    logger,
  );

const worst = async (more?: Parameters<typeof checkSlack>[0]) =>
  (await check(more)).find(({ status }) => status !== 'ok');

describe('the check of Slack', () => {
  it('finds nothing wrong with a bot that is in its channel with every scope', async () => {
    expect((await check()).map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
  });

  it('names each missing scope, and what it is for', async () => {
    slack.state.scopes = slack.state.scopes.filter((scope) => scope !== 'files:write');
    expect(await worst()).toMatchObject({
      status: 'finding',
      message: expect.stringContaining('files:write (post a long diff') as string,
    });
  });

  it('says how to invite the bot', async () => {
    slack.state.channel.isMember = false;
    expect(await worst()).toMatchObject({
      status: 'finding',
      mend: expect.stringContaining('/invite') as string,
    });
  });

  it.each([
    ['a wrong bot token', { slackBotToken: 'xoxb-wrong' }, 'SLACK_BOT_TOKEN'],
    ['a wrong app token', { slackAppToken: 'xapp-wrong' }, 'SLACK_APP_TOKEN'],
    ['a channel that is not there', { slackChannel: 'C0ELSEWHERE' }, 'SLACK_CHANNEL'],
  ])('names the setting of %s', async (_what, more, setting) => {
    expect(await worst(more)).toMatchObject({
      status: 'finding',
      mend: expect.stringContaining(setting) as string,
    });
  });

  it('tells Slack that is away from Slack that refuses', async () => {
    slack.away(true);
    expect(await worst()).toMatchObject({ status: 'unreachable' });
  });

  it('says what half of a configuration lacks', async () => {
    expect(await checkSlack({ slackBotToken: slackTokens.bot }, logger)).toMatchObject([
      { status: 'finding', mend: expect.stringContaining('SLACK_CHANNEL') as string },
    ]);
    expect(await checkSlack({}, logger)).toMatchObject([{ status: 'note' }]);
  });
});
