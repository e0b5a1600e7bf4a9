import type { Octokit } from '@octokit/rest';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { RepositoryError } from '../../ports/repository-host.ts';
import { repositoryErrorOf } from './errors.ts';
import { identitySchema, slugSchema } from './schemas.ts';

export type GitHubCredential =
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'app';
      readonly appId: string;
      /** PEM. */
      readonly privateKey: string;
      readonly installationId: string;
    };

export interface GitHubOptions {
  readonly credential: GitHubCredential;
  /** Such as `https://ghe.example.org/api/v3`; GitHub's own unless given. */
  readonly apiUrl?: string;
  readonly logger: Logger;
  /** For one request, the answer included; 10 s unless told. */
  readonly timeoutMilliseconds?: number;
  /** GitHub asks for a second between two writes and three between two notifications; false only for a fake. */
  readonly isPaced?: boolean;
}

/** What Octokit hands back of any call. */
interface Answer {
  readonly status: number;
  readonly data: unknown;
}

/** GitHub's REST API. Its errors are `RepositoryError`s, which hold neither requests nor credentials. */
export interface GitHubClient {
  /** One call, whose answer has to fit the schema. `doing` completes "GitHub does not let us …". */
  call<S extends z.ZodType>(
    doing: string,
    schema: S,
    send: (octokit: Octokit) => Promise<Answer>,
  ): Promise<z.output<S>>;
  /** The login that we write as. The token of a workflow has none that it may ask for. */
  ownLogin(): Promise<string>;
}

/** https://docs.github.com/en/rest/about-the-rest-api/api-versions */
const apiVersion = '2022-11-28';
const defaultTimeoutMilliseconds = 10_000;
/** Memory is not the other side's to fill: a tree is 7 MB at most, a hundred check runs with all they say 13 MB. */
const mostAnswerBytes = 32 * 1024 * 1024;

/** The SDK is loaded only where GitHub is configured. */
export async function createGitHubClient(options: GitHubOptions): Promise<GitHubClient> {
  const octokit = await createOctokit(options);

  const client: GitHubClient = {
    async call(doing, schema, send) {
      const answer = await send(octokit).catch((cause: unknown) => {
        throw repositoryErrorOf(cause, doing);
      });
      // Redirects are not followed: who renames a repository must not choose where we write.
      if (answer.status >= 300) {
        throw new RepositoryError(
          'not-found',
          `GitHub says that it has moved, asked to ${doing}; configure the repository's present name`,
          { status: answer.status },
        );
      }
      const parsed = schema.safeParse(answer.data);
      if (parsed.success) return parsed.data;
      const where = parsed.error.issues[0]?.path.join('.') ?? '';
      throw new RepositoryError(
        'server-error',
        `GitHub answered something else than documented at "${where}", asked to ${doing}; check GITHUB_API_URL`,
        { status: answer.status },
      );
    },
    ownLogin: remembered(async () => {
      if (options.credential.kind === 'token') {
        const doing = 'ask who the token belongs to';
        return (await client.call(doing, identitySchema, ({ rest }) => rest.users.getAuthenticated())).login;
      }
      const doing = 'ask which App this is';
      const { slug } = await client.call(doing, slugSchema, ({ rest }) => rest.apps.getAuthenticated());
      return `${slug}[bot]`;
    }),
  };
  return client;
}

async function createOctokit({
  credential,
  apiUrl,
  logger,
  timeoutMilliseconds = defaultTimeoutMilliseconds,
  isPaced = true,
}: GitHubOptions): Promise<Octokit> {
  const [{ Octokit: Base }, { throttling }, { retry }, { createAppAuth }] = await Promise.all([
    import('@octokit/rest'),
    import('@octokit/plugin-throttling'),
    import('@octokit/plugin-retry'),
    import('@octokit/auth-app'),
  ]);
  const { kind, ...given } = credential;
  const Client = Base.plugin(throttling, retry);
  const octokit = new Client({
    ...(kind === 'app' ? { authStrategy: createAppAuth, auth: given } : { auth: credential.token }),
    ...(apiUrl === undefined ? {} : { baseUrl: apiUrl.replace(/\/+$/u, '') }),
    userAgent: 'firebreak',
    log: clientLog(logger),
    request: {
      fetch: async (url: string, init: RequestInit) =>
        bounded(
          await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(timeoutMilliseconds) }),
        ),
    },
    throttle: {
      enabled: isPaced,
      // Whoever calls has a lease to keep and a time to come again: nobody sits here for a minute.
      onRateLimit: () => false,
      onSecondaryRateLimit: () => false,
    },
    retry: {
      retries: 1,
      retryAfterBaseValue: isPaced ? 1_000 : 1,
      doNotRetry: [400, 401, 403, 404, 405, 409, 410, 415, 422, 429, 451],
    },
  });
  octokit.hook.before('request', (request) => {
    request.headers['x-github-api-version'] = apiVersion;
  });
  return octokit;
}

/** The SDK reads an answer whole, and what cannot be read as empty, which then fits no schema. */
function bounded(answer: Response): Response {
  if (answer.body === null) return answer;
  let left = mostAnswerBytes;
  const limit = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      left -= chunk.byteLength;
      if (left < 0) controller.error(new Error(`the answer is longer than ${mostAnswerBytes} bytes`));
      else controller.enqueue(chunk);
    },
  });
  const { status, statusText, headers } = answer;
  return new Response(answer.body.pipeThrough(limit), { status, statusText, headers });
}

/** What the SDK says is ours to log, and at debug alone: it quotes requests. */
function clientLog(logger: Logger) {
  const say = (message: string) => logger.debug({ github: message }, "GitHub's client");
  return { debug: () => {}, info: () => {}, warn: say, error: say };
}

/** A failed look is not remembered. */
function remembered<T>(look: () => Promise<T>): () => Promise<T> {
  let known: Promise<T> | undefined;
  return () => {
    known ??= look().catch((cause: unknown) => {
      known = undefined;
      throw cause;
    });
    return known;
  };
}
