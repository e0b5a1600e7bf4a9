import { beforeAll, describe, expect, it } from 'vitest';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { includesRole, roles } from '../../src/http/auth/role.ts';
import { scopes } from '../../src/http/auth/scopes.ts';
import { FakePorts } from '../pages/fakes.ts';
import { oomScraper } from '../pages/incidents/oom-scraper.ts';
import { testApp, tokens } from '../pages/test-app.ts';

const documentSchema = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({ 'x-required-role': z.enum(roles), 'x-required-scope': z.enum(scopes) }),
    ),
  ),
});
const secretOf = (name: string) => `${name}-token-of-the-walk`;

let app: FastifyInstance;
let operations: readonly {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly role: (typeof roles)[number];
  readonly scope: (typeof scopes)[number];
}[];
beforeAll(async () => {
  ({ app } = testApp({
    ports: new FakePorts([oomScraper]),
    auth: {
      apiTokens: tokens(
        ...roles.map((role) => ({ name: role, role, secret: secretOf(role) })),
        ...scopes.map((scope) => ({
          name: scope,
          role: 'admin' as const,
          scopes: [scope],
          secret: secretOf(scope),
        })),
      ),
    },
  }));
  const { paths } = documentSchema.parse((await app.inject('/openapi.json')).json());
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: z.enum(['GET', 'POST', 'DELETE']).parse(method.toUpperCase()),
      url: path.replace('{id}', oomScraper.id),
      role: operation['x-required-role'],
      scope: operation['x-required-scope'],
    })),
  );
});

async function codeOf(operation: (typeof operations)[number], headers: Record<string, string> = {}) {
  const { method, url } = operation;
  const answer = await app.inject({
    method,
    url,
    headers: { host: 'localhost', ...headers },
    ...(method === 'POST' ? { payload: {} } : {}),
  });
  return `${answer.statusCode} ${answer.statusCode < 400 ? '' : (answer.json<{ code?: string }>().code ?? '')}`;
}

const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

describe('every operation of the OpenAPI document', () => {
  it('stands below /api/v1, with the role and the scope that it takes', () => {
    expect(operations.length).toBeGreaterThan(9);
    expect(operations.every(({ url }) => url.startsWith('/api/v1/'))).toBe(true);
  });

  it('is closed to nobody, to a wrong token and to a forged session', async () => {
    for (const operation of operations) {
      expect(await codeOf(operation)).toBe('401 request.not-signed-in');
      expect(await codeOf(operation, bearer('guess'))).toBe('401 request.wrong-token');
      const forged = { cookie: `firebreak_session=${'A'.repeat(43)}` };
      expect(await codeOf(operation, forged)).toBe('401 request.not-signed-in');
    }
  });

  it.each(roles)('opens to the role %s where it says so, and nowhere else', async (role) => {
    for (const operation of operations) {
      const code = await codeOf(operation, bearer(secretOf(role)));
      if (includesRole(role, operation.role)) expect(code).not.toMatch(/^40[13] request\./u);
      else expect(code).toBe('403 request.role-too-low');
    }
  });

  it.each(scopes)('opens to a token for %s where it says so, and nowhere else', async (scope) => {
    for (const operation of operations) {
      const code = await codeOf(operation, bearer(secretOf(scope)));
      if (operation.scope === scope) expect(code).not.toMatch(/^40[13] request\./u);
      else expect(code).toBe('403 request.scope-missing');
    }
  });

  it('each scope opens something', () => {
    expect(new Set(operations.map(({ scope }) => scope))).toEqual(new Set(scopes));
  });
});
