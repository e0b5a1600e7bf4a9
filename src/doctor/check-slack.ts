import type { Logger } from 'pino';
import { z } from 'zod';
import { createSlackApi } from '../adapters/slack/api.ts';
import type { Settings } from '../config.ts';
import { ChatError } from '../ports/chat.ts';
import type { Check } from './check.ts';

type SlackSettings = Pick<
  Settings,
  'slackBotToken' | 'slackAppToken' | 'slackSigningSecret' | 'slackChannel' | 'slackApiUrl' | 'publicUrl'
>;

/** What each scope is for; docs/slack/manifest.yaml asks for the same ones. */
export const slackScopes: Readonly<Record<string, string>> = {
  'chat:write': 'post and edit messages',
  'files:write': 'post a long diff as a file',
  'channels:read': 'see whether it is in the channel',
  'channels:history': 'find a message again whose answer was lost',
  'groups:read': 'the same in a private channel',
  'groups:history': 'the same in a private channel',
};

const channelAnswer = z.object({
  channel: z.object({
    name: z.string().default('?'),
    is_member: z.boolean().default(false),
    is_archived: z.boolean().default(false),
  }),
});

/** Whether Slack answers, lets the bot do what it has to, and lets people decide. */
export async function checkSlack(settings: SlackSettings, logger: Logger): Promise<readonly Check[]> {
  const { slackBotToken: token, slackChannel: channel, slackApiUrl: apiUrl } = settings;
  if (token === undefined) {
    if (channel === undefined) return [{ name: 'slack', status: 'note', message: 'not configured' }];
    return [
      {
        name: 'slack',
        status: 'finding',
        message: 'there is a channel and no token',
        mend: 'set SLACK_BOT_TOKEN',
      },
    ];
  }
  if (channel === undefined) {
    return [
      {
        name: 'slack',
        status: 'finding',
        message: 'there is a token and no channel',
        mend: 'set SLACK_CHANNEL to the id of a channel',
      },
    ];
  }
  const at = { logger, ...(apiUrl === undefined ? {} : { apiUrl }) };
  return [
    ...(await checkBot(token, channel, at)),
    ...(await checkClicks(settings, at)),
    ...checkLinks(settings),
  ];
}

type At = { readonly logger: Logger; readonly apiUrl?: string };

async function checkBot(token: string, channel: string, at: At): Promise<readonly Check[]> {
  const api = await createSlackApi({ token, ...at });
  try {
    const answer = await api.call((client) => client.auth.test());
    const given = answer.response_metadata?.scopes ?? [];
    const missing = Object.keys(slackScopes).filter((scope) => !given.includes(scope));
    const who = `${answer.user ?? 'the bot'} in ${answer.team ?? 'the workspace'}`;
    const scopes: Check =
      missing.length === 0
        ? { name: 'slack', status: 'ok', message: `answers as ${who}` }
        : {
            name: 'slack',
            status: 'finding',
            message: `answers as ${who}, without ${missing.map((scope) => `${scope} (${slackScopes[scope]})`).join(', ')}`,
            mend: 'add the scopes under OAuth & Permissions and install the app again; docs/slack/manifest.yaml has them all',
          };
    const canLook = given.includes(channel.startsWith('G') ? 'groups:read' : 'channels:read');
    return [scopes, ...(canLook ? [await checkChannel(channel, api)] : [])];
  } catch (cause) {
    return [failed('slack', cause, 'check SLACK_BOT_TOKEN')];
  }
}

async function checkChannel(
  channel: string,
  api: Awaited<ReturnType<typeof createSlackApi>>,
): Promise<Check> {
  const name = `slack channel ${channel}`;
  try {
    const read = channelAnswer.parse(await api.call((client) => client.conversations.info({ channel })));
    const { name: called, is_member: isMember, is_archived: isArchived } = read.channel;
    if (isArchived)
      return {
        name,
        status: 'finding',
        message: `#${called} is archived`,
        mend: 'name another in SLACK_CHANNEL',
      };
    if (isMember) return { name, status: 'ok', message: `the bot is in #${called}` };
    return {
      name,
      status: 'finding',
      message: `the bot is not in #${called}`,
      mend: `type /invite and the bot's name in #${called}`,
    };
  } catch (cause) {
    return failed(
      name,
      cause,
      "check SLACK_CHANNEL, and in a private channel type /invite and the bot's name",
    );
  }
}

async function checkClicks(settings: SlackSettings, at: At): Promise<readonly Check[]> {
  const { slackAppToken: token, slackSigningSecret: secret } = settings;
  const name = 'slack decisions';
  if (token === undefined) {
    if (secret !== undefined)
      return [{ name, status: 'note', message: 'clicks are expected over HTTP at /slack/interactions' }];
    return [
      {
        name,
        status: 'note',
        message: 'messages have no buttons',
        mend: 'set SLACK_APP_TOKEN, or SLACK_SIGNING_SECRET',
      },
    ];
  }
  try {
    const api = await createSlackApi({ token, ...at });
    await api.call((client) => client.apps.connections.open({}));
    return [{ name, status: 'ok', message: 'Slack gives out Socket Mode connections' }];
  } catch (cause) {
    return [
      failed(name, cause, 'check SLACK_APP_TOKEN, its scope connections:write, and that Socket Mode is on'),
    ];
  }
}

function checkLinks({ publicUrl }: SlackSettings): readonly Check[] {
  if (publicUrl !== undefined) return [];
  return [
    {
      name: 'slack links',
      status: 'finding',
      message: 'messages cannot link to the page, where high risk is decided',
      mend: 'set FIREBREAK_PUBLIC_URL',
    },
  ];
}

function failed(name: string, cause: unknown, mend: string): Check {
  if (!(cause instanceof ChatError)) throw cause;
  const status = cause.kind === 'unreachable' || cause.kind === 'busy' ? 'unreachable' : 'finding';
  return { name, status, message: `Slack answers ${cause.code}`, mend };
}
