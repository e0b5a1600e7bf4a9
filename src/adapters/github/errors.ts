import { z } from 'zod';
import { RepositoryError, type RepositoryErrorCode } from '../../ports/repository-host.ts';

/** Octokit's RequestError, whose class it does not export; without a response nobody answered. */
const requestError = z.object({
  name: z.literal('HttpError'),
  status: z.number(),
  response: z
    .object({
      status: z.number(),
      headers: z.record(z.string(), z.unknown()),
      data: z.unknown(),
    })
    .optional(),
});
type Response = NonNullable<z.output<typeof requestError>['response']>;

const errorBody = z.object({
  message: z.string(),
  errors: z.array(z.union([z.string(), z.object({ message: z.string().optional() })])).optional(),
});

const longestQuote = 300;
/** GitHub's own advice where a secondary limit comes without a time. */
const secondaryLimitSeconds = 60;

/**
 * What Octokit throws, in our terms and one sentence with the mend. Nothing of the request gets into it.
 * https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api
 */
export function repositoryErrorOf(cause: unknown, doing: string): unknown {
  if (cause instanceof RepositoryError) return cause;
  const parsed = requestError.safeParse(cause);
  if (!parsed.success) return cause;
  const { response } = parsed.data;
  if (response === undefined) {
    return new RepositoryError(
      'unreachable',
      `GitHub does not answer, asked to ${doing}; check GITHUB_API_URL and the way there`,
    );
  }
  const { status } = response;
  const limit = retryAfterOf(response);
  if (limit !== undefined) {
    return new RepositoryError(
      'rate-limited',
      `GitHub's rate limit is used up, asked to ${doing}; it is tried again in ${limit} s`,
      { status, retryAfterSeconds: limit },
    );
  }
  const quote = quoteOf(response);
  return new RepositoryError(codeOf(status), `${sentence(response, doing)} (${status}${quote})`, { status });
}

function codeOf(status: number): RepositoryErrorCode {
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  if (status === 404 || status === 410 || status === 451) return 'not-found';
  if (status === 409) return 'conflict';
  return status >= 500 ? 'server-error' : 'invalid';
}

function sentence({ status, headers }: Response, doing: string): string {
  const code = codeOf(status);
  if (code === 'unauthorized') {
    return `GitHub does not know the credential any more, asked to ${doing}: renew GITHUB_TOKEN, or the App's key and ids`;
  }
  if (code === 'forbidden') {
    const needed = headers['x-accepted-github-permissions'];
    const grant =
      typeof needed === 'string' && /^[\w=,; ]+$/u.test(needed) ? `it needs ${needed}` : undefined;
    return `GitHub does not let us ${doing}: ${grant ?? 'grant the token or App what docs/connect.md lists'}`;
  }
  if (code === 'not-found') {
    return `GitHub finds nothing, asked to ${doing}: check the name, and that the token or App has access to the repository`;
  }
  if (code === 'conflict') return `GitHub reports a conflict, asked to ${doing}`;
  if (code === 'server-error') return `GitHub fails, asked to ${doing}`;
  return `GitHub refuses to ${doing}`;
}

/**
 * Seconds to wait, where the answer is about a limit: 403 and 429 both may be.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
 */
function retryAfterOf({ status, headers, data }: Response): number | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const after = Number(headers['retry-after']);
  if (Number.isFinite(after) && after > 0) return Math.ceil(after);
  if (String(headers['x-ratelimit-remaining']) === '0') {
    const reset = Number(headers['x-ratelimit-reset']) * 1_000;
    const now = Date.parse(String(headers['date']));
    const seconds = Math.ceil((reset - now) / 1_000) + 1;
    return Number.isFinite(seconds) && seconds > 0 ? seconds : secondaryLimitSeconds;
  }
  // Some secondary limits carry no header: then GitHub documents the words alone.
  const isSecondary = status === 429 || /\bsecondary rate limit\b/iu.test(messageIn(data));
  return isSecondary ? secondaryLimitSeconds : undefined;
}

function quoteOf({ data }: Response): string {
  const parsed = errorBody.safeParse(data);
  if (!parsed.success) return '';
  const details = (parsed.data.errors ?? []).flatMap((error) =>
    typeof error === 'string' ? [error] : (error.message ?? []),
  );
  const words = [parsed.data.message, ...details]
    .join('; ')
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim();
  return `: ${words.slice(0, longestQuote)}`;
}

function messageIn(data: unknown): string {
  const parsed = errorBody.safeParse(data);
  return parsed.success ? parsed.data.message : '';
}
