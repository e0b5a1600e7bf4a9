import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { createApp } from '../../src/http/app.ts';
import type { AppOptions } from '../../src/http/app-options.ts';
import type { SlackInteractions } from '../../src/http/slack/interactions.ts';
import type { RefusedSignIn } from '../../src/http/auth/sign-in-log.ts';
import { type ApiToken, type ApiTokens, hashOfToken } from '../../src/http/auth/api-token.ts';
import { FakePorts, MemorySessionStore } from './fakes.ts';

export const SIGN_IN_TOKEN = 'sign-in-token-for-tests';
export const API_TOKEN = 'admin-token-for-tests';
export const APPROVER_TOKEN = 'approver-token-for-tests';
export const VIEWER_TOKEN = 'viewer-token-for-tests';
export const NOW = new Date('2026-03-04T02:15:00.000Z');

export interface TestApp {
  readonly app: FastifyInstance;
  readonly ports: FakePorts;
  readonly sessions: MemorySessionStore;
  readonly clock: { time: Date; now(): Date };
  readonly logged: () => string;
  readonly refusedSignIns: readonly RefusedSignIn[];
}

export type TestAppOptions = {
  readonly ports?: FakePorts;
  readonly auth?: Partial<AppOptions['auth']>;
  readonly about?: Partial<AppOptions['about']>;
  readonly heartbeatMilliseconds?: number;
  readonly webhookPerMinute?: number;
  readonly slack?: SlackInteractions;
};

/** Tokens by their secrets. */
export function tokens(
  ...given: readonly (Omit<ApiToken, 'sha256'> & { readonly secret: string })[]
): ApiTokens {
  const all = given.map(({ secret, ...token }) => ({ ...token, sha256: hashOfToken(secret) }));
  return { all: () => all };
}

/** The real app over fakes in memory, bound to loopback unless told. */
export function testApp({
  ports = new FakePorts(),
  auth,
  about,
  heartbeatMilliseconds,
  webhookPerMinute,
  slack,
}: TestAppOptions = {}): TestApp {
  const sessions = new MemorySessionStore();
  const clock = { time: NOW, now: () => clock.time };
  const lines: string[] = [];
  const refusedSignIns: RefusedSignIn[] = [];
  let counter = 0;
  const app = createApp({
    ports,
    auth: {
      signInToken: () => SIGN_IN_TOKEN,
      apiTokens: tokens(
        { name: 'api', role: 'admin', secret: API_TOKEN },
        { name: 'ci', role: 'approver', secret: APPROVER_TOKEN },
        { name: 'board', role: 'viewer', secret: VIEWER_TOKEN },
      ),
      loopback: true,
      sessions,
      signInLog: { refused: (attempt) => refusedSignIns.push(attempt) },
      ...auth,
    },
    about: { version: '0.1.0', cluster: 'default', simulated: false, mode: 'approve', ...about },
    logger: pino({ level: 'info' }, { write: (line: string) => lines.push(line) }),
    registry: new Registry(),
    clock,
    ids: { next: (prefix) => `${prefix}_${++counter}` },
    random: (size) => Buffer.alloc(size, ++counter),
    ...(slack === undefined ? {} : { slack }),
    ...(webhookPerMinute === undefined ? {} : { webhookPerMinute }),
    ...(heartbeatMilliseconds === undefined ? {} : { heartbeatMilliseconds }),
  });
  return { app, ports, sessions, clock, logged: () => lines.join(''), refusedSignIns };
}

const ORIGIN = 'http://localhost:80';
export const ownOrigin = { host: 'localhost:80', origin: ORIGIN, 'sec-fetch-site': 'same-origin' } as const;

export function form(fields: Readonly<Record<string, string>>): string {
  return new URLSearchParams(fields).toString();
}

/** Posts a form as a browser would from one of our own pages. */
export async function post(
  app: FastifyInstance,
  url: string,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
) {
  return app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...ownOrigin, ...headers },
    payload: form(fields),
  });
}

/** Signs in and returns the cookie header and the form token of the session. */
export async function signIn(app: FastifyInstance, name = 'On Call') {
  const answer = await post(app, '/sign-in', { name, token: SIGN_IN_TOKEN, next: '/' });
  const cookie = String(answer.headers['set-cookie']).split(';', 1)[0] ?? '';
  const page = await app.inject({ url: '/stop', headers: { cookie } });
  const formToken = /name="formToken" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
  return { cookie, formToken };
}
