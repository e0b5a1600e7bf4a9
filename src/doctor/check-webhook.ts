import type { Settings } from '../config.ts';
import { isLoopback } from '../http/auth/loopback-address.ts';
import type { Check } from './check.ts';

/** Off loopback, a webhook without a token is refused. */
export function checkWebhook({ host, webhookToken }: Pick<Settings, 'host' | 'webhookToken'>): Check {
  const name = 'webhook';
  if (webhookToken !== undefined)
    return { name, status: 'ok', message: 'takes notifications with the token' };
  if (isLoopback(host))
    return { name, status: 'note', message: `takes notifications without a token, on ${host} alone` };
  return {
    name,
    status: 'finding',
    message: `listens on ${host} without a token, so that no notification is taken`,
    mend: 'set FIREBREAK_WEBHOOK_TOKEN, and the same in the receiver of Alertmanager',
  };
}
