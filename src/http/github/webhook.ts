import type { FastifyInstance } from 'fastify';
import { HttpProblem } from '../problem.ts';
import type { RateLimiter } from '../webhook/rate-limiter.ts';
import { branchesIn } from './event.ts';
import { DeliveryGuard } from './signature.ts';

/** What the route needs to be there at all. */
export interface GitHubWebhook {
  readonly secret: string;
  /** Whether the configuration names the repository; GitHub's names do not tell upper case from lower. */
  readonly isAllowed: (repository: string) => boolean;
  /** Looks at the pull request of a branch of ours now. It carries no authority: what is true is read from GitHub. */
  readonly onPullRequestChanged: (repository: string, branch: string) => Promise<void>;
}

/** GitHub's are tens of kilobytes; it sends nothing over 25 MB. */
const bodyLimitBytes = 1024 * 1024;
const ownBranch = /^firebreak\/[\w.-]{1,100}$/u;

/** `POST /github/webhook`, answered well within GitHub's ten seconds; what it does not deliver, polling finds. */
export function githubWebhook(
  { secret, isAllowed, onPullRequestChanged }: GitHubWebhook,
  limiter: RateLimiter,
) {
  const guard = new DeliveryGuard(secret);
  return async (scope: FastifyInstance) => {
    // The signature is over the bytes: nothing may read them before.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
      done(null, body);
    });
    scope.post(
      '/github/webhook',
      { bodyLimit: bodyLimitBytes, config: { access: { to: 'github' } }, schema: { hide: true } },
      async (request, reply) => {
        const { 'x-hub-signature-256': signature, 'x-github-event': event } = request.headers;
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const judged = guard.judge(typeof signature === 'string' ? signature : undefined, body);
        if (judged === 'not-signed') throw new HttpProblem(401, 'request.github-signature');
        const admission = limiter.admit();
        if (!admission.admitted) {
          const headers = { 'retry-after': String(admission.retryAfter) };
          throw new HttpProblem(503, 'webhook.rate-limited', { headers });
        }
        const changed = branchesIn(typeof event === 'string' ? event : '', body);
        if (changed === 'invalid') throw new HttpProblem(400, 'request.invalid');
        if (changed === 'ignored' || judged === 'seen' || !isAllowed(changed.repository)) {
          return reply.code(202).send();
        }
        const own = new Set(changed.branches.filter((branch) => ownBranch.test(branch)));
        for (const branch of own) await onPullRequestChanged(changed.repository, branch);
        return reply.code(202).send();
      },
    );
  };
}
