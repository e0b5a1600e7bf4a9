import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { SignatureGuard } from './signature.ts';

const secret = '8f742231b10e8888abcd99yyyzzz85a5';
const body = Buffer.from('payload=%7B%22type%22%3A%22block_actions%22%7D');
const noon = Date.parse('2026-03-04T12:00:00Z');

let now: number;
let guard: SignatureGuard;
beforeEach(() => {
  now = noon;
  guard = new SignatureGuard(secret, { now: () => new Date(now) });
});

function signed(at: number, signedBody = body, by = secret) {
  const timestamp = String(at / 1_000);
  const hash = createHmac('sha256', by).update(`v0:${timestamp}:${signedBody.toString()}`).digest('hex');
  return { timestamp, signature: `v0=${hash}`, body };
}

describe("Slack's signature", () => {
  it('is the one that its documentation computes', () => {
    // https://docs.slack.dev/authentication/verifying-requests-from-slack
    const documented = Buffer.from(
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
    );
    now = 1_531_420_618_000;
    const guardThen = new SignatureGuard('8f742231b10e8888abcd99yyyzzz85a5', { now: () => new Date(now) });
    const signature = 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503';
    expect(guardThen.accepts({ timestamp: '1531420618', signature, body: documented })).toBe(true);
  });

  it.each([
    ['now', 0],
    ['almost five minutes ago', -299_000],
    ['almost five minutes ahead', 299_000],
  ])('of %s is taken', (_what, offset) => {
    expect(guard.accepts(signed(noon + offset))).toBe(true);
  });

  it.each([
    ['over five minutes ago', signed(noon - 301_000)],
    ['over five minutes ahead', signed(noon + 301_000)],
    ['another body', signed(noon, Buffer.from('payload=%7B%7D'))],
    ['another secret', signed(noon, body, 'another-secret')],
    ['another timestamp', { ...signed(noon), timestamp: String(noon / 1_000 + 1) }],
    ['no timestamp', { ...signed(noon), timestamp: undefined }],
    ['a timestamp that is no number', { ...signed(noon), timestamp: '1e9' }],
    ['no signature', { ...signed(noon), signature: undefined }],
    ['half of the signature', { ...signed(noon), signature: signed(noon).signature.slice(0, 30) }],
  ])('of %s is refused', (_what, request) => {
    expect(guard.accepts(request)).toBe(false);
  });

  it('is taken once, for as long as it is young enough', () => {
    const ahead = signed(noon + 290_000);
    expect(guard.accepts(ahead)).toBe(true);
    now = noon + 589_000;
    expect(guard.accepts(ahead)).toBe(false);
  });

  it('of a stranger takes nothing from a genuine one', () => {
    for (let index = 0; index < 1_000; index += 1) guard.accepts(signed(noon, body, `guess ${index}`));
    expect(guard.accepts(signed(noon))).toBe(true);
  });
});
