import { createHmac } from 'node:crypto';

export const slackTokens: Readonly<Record<'bot' | 'app' | 'signingSecret', string>> = {
  bot: 'xoxb-1111-2222-fake-bot-token',
  app: 'xapp-1-A111-2222-fake-app-token',
  signingSecret: 'fake0signing0secret0fake0signing',
};

export interface Acknowledged {
  /** False where nothing came within three seconds: then the person sees an error. */
  readonly acknowledged: boolean;
  readonly status?: number;
  readonly answer?: unknown;
}

/** Slack's: after that the person sees an error. */
export const ackMilliseconds = 3_000;

/** Posts an interaction as Slack does, signed, unless told to do it wrong. */
export async function postInteraction(
  at: string,
  payload: unknown,
  { now = Date.now(), secret = slackTokens.signingSecret } = {},
): Promise<Acknowledged> {
  return postSigned(at, signedInteraction(payload, { now, secret }));
}

export interface SignedPost {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export function signedInteraction(
  payload: unknown,
  { now = Date.now(), secret = slackTokens.signingSecret } = {},
): SignedPost {
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const timestamp = String(Math.floor(now / 1_000));
  const signature = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
  return {
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': signature,
    },
  };
}

export async function postSigned(at: string, { body, headers }: SignedPost): Promise<Acknowledged> {
  const response = await fetch(at, {
    method: 'POST',
    headers,
    body,
    signal: AbortSignal.timeout(ackMilliseconds),
  });
  const answer = await response.text();
  return {
    acknowledged: response.ok,
    status: response.status,
    ...(answer === '' ? {} : { answer: JSON.parse(answer) as unknown }),
  };
}
