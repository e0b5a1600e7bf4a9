import { z } from 'zod';
import { key } from './config-key.ts';
import { url } from './schemas.ts';

/** Settings of Slack. */
export const slackKeys = {
  slackBotToken: key({
    env: 'SLACK_BOT_TOKEN',
    schema: z.string().regex(/^xox[be]\S+$/u, 'a bot token, which starts with xoxb-'),
    secret: true,
    meaning: 'bot token of the Slack app; with it and a channel, incidents are shown in Slack',
  }),
  slackAppToken: key({
    env: 'SLACK_APP_TOKEN',
    schema: z.string().regex(/^xapp-\S+$/u, 'an app-level token, which starts with xapp-'),
    secret: true,
    meaning: 'app-level token: clicks come over Socket Mode',
  }),
  slackSigningSecret: key({
    env: 'SLACK_SIGNING_SECRET',
    schema: z.string().min(16, 'at least 16 characters'),
    secret: true,
    meaning: 'signing secret: clicks come over HTTP to /slack/interactions',
  }),
  slackChannel: key({
    env: 'SLACK_CHANNEL',
    schema: z
      .string()
      .regex(/^[CG][A-Z0-9]{6,}$/u, 'the id of a channel, such as C0123456789, at the end of its details'),
    meaning: 'id of the channel that incidents are shown in',
  }),
  slackApiUrl: key({
    env: 'SLACK_API_URL',
    schema: url,
    meaning: "Slack's Web API, where it is reached through a proxy",
  }),
} as const;
