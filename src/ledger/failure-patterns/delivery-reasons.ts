import type { ReasonCode } from '../../domain/reasons.ts';

/** Slack's error codes by what they come to. https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const slackErrors: Readonly<Record<string, ReasonCode>> = {
  msg_too_long: 'delivery.too-long',
  msg_blocks_too_long: 'delivery.too-long',
  invalid_blocks: 'delivery.too-long',
  not_in_channel: 'delivery.not-in-channel',
  channel_not_found: 'delivery.not-in-channel',
  is_archived: 'delivery.not-in-channel',
  missing_scope: 'delivery.not-permitted',
  invalid_auth: 'delivery.not-permitted',
  not_authed: 'delivery.not-permitted',
  token_revoked: 'delivery.not-permitted',
  account_inactive: 'delivery.not-permitted',
};

export function deliveryReason(code: string): ReasonCode {
  return (Object.hasOwn(slackErrors, code) ? slackErrors[code] : undefined) ?? 'delivery.failed';
}
