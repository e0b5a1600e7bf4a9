import { createHmac } from 'node:crypto';
import { fastify, type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RateLimiter } from '../webhook/rate-limiter.ts';
import { HttpProblem } from '../problem.ts';
import { githubWebhook } from './webhook.ts';

const secret = 'a secret of sixteen or more';
const branch = 'firebreak/0123456789abcdef';
const repository = { full_name: 'shop/deploy' };
const pullRequest = { repository, pull_request: { number: 7, head: { ref: branch } }, action: 'closed' };

let app: FastifyInstance;
let looked: string[];
beforeEach(() => {
  looked = [];
  app = fastify();
  app.setErrorHandler((error, _request, reply) =>
    reply.code(error instanceof HttpProblem ? error.status : 413).send(),
  );
  const webhook = {
    secret,
    isAllowed: (name: string) => name.toLowerCase() === 'shop/deploy',
    async onPullRequestChanged(name: string, of: string) {
      looked.push(`${name} ${of}`);
    },
  };
  app.register(githubWebhook(webhook, new RateLimiter(5, { now: () => new Date(0) })));
});
afterEach(() => app.close());

/** As GitHub delivers, unless told otherwise. */
async function deliver(event: string, payload: unknown, { by = secret, signedAs = payload } = {}) {
  const hash = createHmac('sha256', by).update(JSON.stringify(signedAs)).digest('hex');
  const answer = await app.inject({
    method: 'POST',
    url: '/github/webhook',
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': crypto.randomUUID(),
      'x-hub-signature-256': `sha256=${hash}`,
    },
    payload: JSON.stringify(payload),
  });
  return answer.statusCode;
}

describe("GitHub's webhook", () => {
  it.each([
    ['pull_request', pullRequest],
    ['pull_request_review', pullRequest],
    ['check_suite', { repository, check_suite: { head_branch: branch } }],
    ['status', { repository, sha: 'beef', branches: [{ name: branch }, { name: 'main' }] }],
  ])('has the branch of a %s looked at', async (event, payload) => {
    expect(await deliver(event, payload)).toBe(202);
    expect(looked).toEqual([`shop/deploy ${branch}`]);
  });

  it('is signed as its documentation computes', async () => {
    // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries#testing-the-webhook-payload-validation
    const { DeliveryGuard } = await import('./signature.ts');
    const guard = new DeliveryGuard("It's a Secret to Everybody");
    const signature = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
    expect(guard.judge(signature, Buffer.from('Hello, World!'))).toBe('new');
  });

  it.each([
    ['another secret', { by: 'guessed' }],
    ['a signature over something else', { signedAs: { other: true } }],
  ])('is refused with %s', async (_what, options) => {
    expect(await deliver('pull_request', pullRequest, options)).toBe(401);
    expect(looked).toEqual([]);
  });

  it('is refused without a signature', async () => {
    const url = '/github/webhook';
    const answer = await app.inject({ method: 'POST', url, payload: pullRequest });
    expect(answer.statusCode).toBe(401);
  });

  it.each([
    ['an event that nobody waits for', 'issues', { repository }],
    [
      'a repository that the configuration does not name',
      'pull_request',
      { ...pullRequest, repository: { full_name: 'evil/deploy' } },
    ],
    ['a branch of people', 'check_suite', { repository, check_suite: { head_branch: 'main' } }],
    ['a branch of nobody', 'check_suite', { repository, check_suite: { head_branch: null } }],
  ])('does nothing for %s', async (_what, event, payload) => {
    expect(await deliver(event, payload)).toBe(202);
    expect(looked).toEqual([]);
  });

  it('does nothing for a delivery that comes again under another id', async () => {
    await deliver('pull_request', pullRequest);
    expect(await deliver('pull_request', pullRequest)).toBe(202);
    expect(looked).toHaveLength(1);
  });

  it('refuses what does not look as documented, and what is too large', async () => {
    expect(await deliver('pull_request', { repository })).toBe(400);
    expect(await deliver('pull_request', { ...pullRequest, body: 'x'.repeat(1024 * 1024) })).toBe(413);
  });

  it('takes so many a minute, and a stranger uses none of them up', async () => {
    for (let index = 0; index < 20; index += 1) await deliver('pull_request', pullRequest, { by: 'guessed' });
    const answers = [];
    for (let index = 0; index < 6; index += 1)
      answers.push(await deliver('pull_request', { ...pullRequest, index }));
    expect(answers).toEqual([202, 202, 202, 202, 202, 503]);
  });
});
