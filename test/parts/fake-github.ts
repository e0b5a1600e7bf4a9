import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { userFacts } from './fake-github-answers.ts';
import { createFakeApp, type FakeApp, isAppToken } from './fake-github-app.ts';
import { describedOperation } from './fake-github-description.ts';
import { gitRoutes } from './fake-github-git.ts';
import { type FakePeople, peopleOf } from './fake-github-people.ts';
import { pullRoutes } from './fake-github-pulls.ts';
import { Refusal, type Route, type RouteAnswer } from './fake-github-route.ts';
import { filled } from './fake-github-skeleton.ts';
import {
  emptyRepository,
  everyPermission,
  type FakeRepository,
  type FakeToken,
} from './fake-github-state.ts';
import { listen, sendJson } from './json-server.ts';

export interface FakeCall {
  /** From 0, over all calls. */
  readonly index: number;
  /** `POST /repos/{owner}/{repo}/pulls`; what it did is in `status`. */
  readonly route: string;
  readonly token: string;
  readonly status?: number;
}

/**
 * `lost-request`: never reaches GitHub. `lost-answer`: GitHub does it and the answer is lost. `hang`: nothing comes.
 * Otherwise GitHub answers so.
 */
export type GitHubFault =
  | 'lost-request'
  | 'lost-answer'
  | 'hang'
  | {
      readonly status: number;
      readonly message: string;
      readonly headers?: Readonly<Record<string, string>>;
    };

/**
 * A GitHub that holds every request and answer against GitHub's own OpenAPI description, and keeps real objects in
 * real bare repositories. What does not fit the description fails the test when it stops.
 */
export interface FakeGitHub {
  readonly url: string;
  readonly app: FakeApp;
  readonly calls: readonly FakeCall[];
  readonly violations: readonly string[];
  /** A new repository, with a first commit on `main` unless there are no files. */
  repository(name: string, files?: Readonly<Record<string, string>>): FakeRepository & FakePeople;
  token(value: string, token?: Partial<FakeToken>): FakeToken;
  /** What becomes of the next calls of a route; `*` is any. */
  fault(route: string, fault: GitHubFault, times?: number): void;
  /** Called before each call is answered; it may wait, or say what becomes of it. */
  onCall(hook: ((call: FakeCall) => Promise<GitHubFault | undefined>) | undefined): void;
  stop(): Promise<void>;
}

interface Outcome {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const below = '/repos/{owner}/{repo}';
const routes: Readonly<Record<string, Route>> = { ...gitRoutes, ...pullRoutes };
const ownRoutes = [
  'GET /user',
  'GET /app',
  'POST /app/installations/{installation_id}/access_tokens',
] as const;
const patterns = [...Object.keys(routes).map((key) => key.replace(' ', ` ${below}`)), ...ownRoutes].map(
  (route) => ({ route, pattern: patternOf(route) }),
);

export async function startFakeGitHub(): Promise<FakeGitHub> {
  let app: FakeApp | undefined;
  // Its key takes a while to make, and most tests use a token.
  const appOf = () => (app ??= createFakeApp());
  const repositories = new Map<string, FakeRepository>();
  const tokens = new Map<string, FakeToken>();
  const calls: FakeCall[] = [];
  const violations: string[] = [];
  const faults: { readonly route: string; readonly fault: GitHubFault; left: number }[] = [];
  let hook: ((call: FakeCall) => Promise<GitHubFault | undefined>) | undefined;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const url = new URL(request.url ?? '/', 'http://fake.invalid');
    const token = (request.headers.authorization ?? '').replace(/^(?:token|bearer) /iu, '');
    const found = routeOf(request.method ?? '', url.pathname);
    if (found === undefined) violations.push(`there is no ${request.method} ${url.pathname}`);
    const route = found?.route ?? 'unknown';
    const index = calls.length;
    const call: FakeCall = { index, route, token };
    calls.push(call);
    const fault = (await hook?.(call)) ?? takeFault(route);
    if (fault === 'lost-request') {
      request.socket.destroy();
      return;
    }
    if (fault === 'hang') return;
    const outcome =
      typeof fault === 'object'
        ? {
            status: fault.status,
            body: { message: fault.message },
            ...(fault.headers ? { headers: fault.headers } : {}),
          }
        : answer(request, url, body, token, found);
    calls[index] = { ...call, status: outcome.status };
    if (fault === 'lost-answer') {
      request.socket.destroy();
      return;
    }
    sendJson(response, outcome.status, outcome.body, outcome.headers);
  }

  function answer(
    request: IncomingMessage,
    url: URL,
    body: string,
    token: string,
    found: { readonly route: string; readonly parameters: Readonly<Record<string, string>> } | undefined,
  ): Outcome {
    if (found === undefined) return { status: 404, body: refusalBody(404, 'Not Found') };
    const { route, parameters } = found;
    const operation = describedOperation(...(route.split(' ') as [string, string]));
    const given = body === '' ? undefined : (JSON.parse(body) as unknown);
    if (!/^\d{4}-\d\d-\d\d$/u.test(String(request.headers['x-github-api-version']))) {
      violations.push(`${route}: it names no version of the API`);
    }
    if (request.headers['user-agent'] === undefined) violations.push(`${route}: it has no User-Agent`);
    const asked = { query: url.searchParams, parameters, body: given };
    violations.push(...operation.problemsOfRequest(asked).map((problem) => `${route}: ${problem}`));
    try {
      const { status, facts } = run(route, parameters, url.searchParams, given, token);
      const schema = operation.answerSchema(status);
      const whole = schema === undefined ? facts : filled(schema, facts);
      const problems = operation.problemsOfAnswer(status, whole);
      violations.push(...problems.map((problem) => `${route}: ${problem}`));
      return { status, body: whole };
    } catch (cause) {
      if (!(cause instanceof Refusal)) {
        violations.push(`${route}: ${String(cause)}`);
        return { status: 500, body: { message: 'Server Error' } };
      }
      const refused = refusalBody(cause.status, cause.message, cause.errors);
      violations.push(
        ...operation.problemsOfAnswer(cause.status, refused).map((problem) => `${route}: ${problem}`),
      );
      return { status: cause.status, body: refused, headers: neededOf(route, cause.status) };
    }
  }

  function run(
    route: string,
    parameters: Readonly<Record<string, string>>,
    query: URLSearchParams,
    body: unknown,
    token: string,
  ): RouteAnswer {
    if (route.includes(' /app')) return runForApp(route, parameters, token);
    const known = tokens.get(token);
    if (known === undefined || known.isExpired) throw new Refusal(401, 'Bad credentials');
    if (route === 'GET /user') {
      if (known.kind === 'installation') throw new Refusal(403, 'Resource not accessible by integration');
      return { status: 200, facts: userFacts(known.login) };
    }
    const { owner, repo, ...rest } = parameters;
    const repository = repositories.get(`${owner}/${repo}`);
    const handler = routes[route.replace(below, '')];
    if (repository === undefined || handler === undefined) throw new Refusal(404, 'Not Found');
    if (known.repositories?.has(repository.name) === false) throw new Refusal(404, 'Not Found');
    const [permission, level] = handler.needs;
    const granted = known.permissions[permission];
    if (granted === undefined || (level === 'write' && granted === 'read')) {
      const kind = known.kind === 'personal' ? 'personal access token' : 'integration';
      throw new Refusal(403, `Resource not accessible by ${kind}`);
    }
    return handler.run({ repository, login: known.login, parameters: rest, query, body });
  }

  function runForApp(route: string, parameters: Readonly<Record<string, string>>, jwt: string): RouteAnswer {
    const app = appOf();
    if (!isAppToken(jwt, app)) throw new Refusal(401, 'A JSON web token could not be decoded');
    if (route === 'GET /app') return { status: 200, facts: { slug: app.slug, name: app.slug } };
    if (parameters['installation_id'] !== app.installationId) throw new Refusal(404, 'Not Found');
    const value = `ghs_installation${tokens.size}`;
    tokens.set(value, {
      login: `${app.slug}[bot]`,
      kind: 'installation',
      ...app.installation,
      isExpired: false,
    });
    const until = new Date(Date.now() + 3_600_000).toISOString();
    return {
      status: 201,
      facts: {
        token: value,
        expires_at: until,
        permissions: app.installation.permissions,
        repository_selection: 'selected',
      },
    };
  }

  function takeFault(route: string): GitHubFault | undefined {
    const next = faults.find((each) => each.left > 0 && (each.route === route || each.route === '*'));
    if (next === undefined) return undefined;
    next.left -= 1;
    return next.fault;
  }

  const server = await listen((request, response) => {
    void handle(request, response).catch((cause: unknown) => {
      violations.push(String(cause));
      response.destroy();
    });
  });

  return {
    url: server.url,
    get app() {
      return appOf();
    },
    calls,
    violations,
    repository(name, files) {
      const repository = emptyRepository(name);
      repositories.set(name, repository);
      const people = peopleOf(repository);
      if (files !== undefined) people.commit('main', files, 'First');
      return Object.assign(repository, people);
    },
    token(value, token = {}) {
      const made: FakeToken = {
        login: 'firebreak-bot',
        kind: 'personal',
        permissions: everyPermission,
        isExpired: false,
        ...token,
      };
      tokens.set(value, made);
      return made;
    },
    fault(route, fault, times = 1) {
      faults.push({ route, fault, left: times });
    },
    onCall(next) {
      hook = next;
    },
    async stop() {
      await server.stop();
      for (const { git } of repositories.values()) git.remove();
      if (violations.length > 0) {
        throw new Error(`against GitHub's description:\n${violations.join('\n')}`);
      }
    },
  };
}

function routeOf(method: string, path: string) {
  for (const { route, pattern } of patterns) {
    const match = pattern.exec(`${method} ${path}`);
    if (match === null) continue;
    const parameters = Object.entries(match.groups ?? {}).map(([name, value]) => [
      name,
      decodeURIComponent(value),
    ]);
    return { route, parameters: Object.fromEntries(parameters) as Readonly<Record<string, string>> };
  }
  return undefined;
}

/** Slashes within a parameter come encoded. */
function patternOf(route: string): RegExp {
  return new RegExp(`^${route.replace(/\{(\w+)\}/gu, '(?<$1>[^/]+)')}$`, 'u');
}

function refusalBody(status: number, message: string, errors?: Refusal['errors']) {
  const body = { message, documentation_url: 'https://docs.github.com/rest', status: String(status) };
  return errors === undefined ? body : { ...body, errors };
}

/** https://docs.github.com/en/rest/overview/permissions-required-for-github-apps */
function neededOf(route: string, status: number): Readonly<Record<string, string>> {
  const needs = routes[route.replace(below, '')]?.needs;
  return status === 403 && needs !== undefined ? { 'x-accepted-github-permissions': needs.join('=') } : {};
}
