import { z } from 'zod';
import { key } from './config-key.ts';
import { nameList, wholeNumber } from './schemas.ts';

/** Settings of what comes in by the webhook. */
export const intakeKeys = {
  webhookToken: key({
    env: 'FIREBREAK_WEBHOOK_TOKEN',
    schema: z.string().min(1),
    secret: true,
    meaning: 'bearer token or basic-auth password of the webhook',
  }),
  webhookPerMinute: key({
    env: 'FIREBREAK_WEBHOOK_PER_MINUTE',
    schema: wholeNumber.min(1),
    fallback: 6_000,
    meaning: 'requests that the webhook takes; more are answered 503, which Alertmanager sends again',
  }),
  heartbeats: key({
    env: 'FIREBREAK_HEARTBEATS',
    schema: nameList,
    fallback: ['Watchdog'],
    meaning: 'alerts that fire always; expected once seen, or at once where given',
  }),
  heartbeatMinutes: key({
    env: 'FIREBREAK_HEARTBEAT_MINUTES',
    schema: wholeNumber.min(1).max(10_080),
    fallback: 15,
    meaning: 'how long a heartbeat may stay away; unless given, at least twice as long as it used to',
  }),
} as const;
