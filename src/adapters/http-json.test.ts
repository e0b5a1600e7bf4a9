import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { listen, sendJson, type TestServer } from '../../test/parts/json-server.ts';
import { getJson, HttpJsonError, postJson } from './http-json.ts';

const options = { timeoutMilliseconds: 5_000 };
const anything = z.unknown();

const servers: TestServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function serving(...listener: Parameters<typeof listen>): Promise<URL> {
  const server = await listen(...listener);
  servers.push(server);
  return new URL(server.url);
}

async function errorOf(asking: Promise<unknown>): Promise<HttpJsonError> {
  const cause = await asking.then(
    () => undefined,
    (error: unknown) => error,
  );
  return cause instanceof HttpJsonError ? cause : expect.fail('it was answered');
}

describe('a request for JSON', () => {
  it('takes the password out of the address, into the header', async () => {
    const seen: (string | undefined)[] = [];
    const url = await serving((request, response) => {
      seen.push(request.headers.authorization, request.url);
      sendJson(response, 200, { fine: true });
    });
    url.username = 'reader';
    url.password = 'p@ss word';
    expect(await getJson(url, z.object({ fine: z.boolean() }), options)).toEqual({ fine: true });
    expect(seen).toEqual([`Basic ${Buffer.from('reader:p@ss word').toString('base64')}`, '/']);
  });

  it('follows nobody elsewhere, with or without a credential', async () => {
    let asked = 0;
    const other = await serving((_request, response) => {
      asked += 1;
      sendJson(response, 200, {});
    });
    const url = await serving((_request, response) => sendJson(response, 307, {}, { location: other.href }));
    const headers = { authorization: 'Bearer token-a' };
    expect((await errorOf(getJson(url, anything, { ...options, headers }))).message).toContain(
      'answered 307',
    );
    expect((await errorOf(postJson(url, {}, options))).message).toContain('answered 307');
    expect(asked).toBe(0);
  });

  it('reads no more than it has memory for', async () => {
    const url = await serving((_request, response) => sendJson(response, 200, 'x'.repeat(5_000)));
    const { message } = await errorOf(getJson(url, anything, { ...options, mostBytes: 1_000 }));
    expect(message).toContain('longer than 1000 bytes');
  });

  it.each([
    ['a refusal', 401, {}, 'answered 401'],
    ['another API', 200, { fine: 'no' }, 'not one of its API'],
  ])('tells of %s without the password or the query', async (_what, status, body, words) => {
    const url = await serving((_request, response) => sendJson(response, status, body));
    url.username = 'reader';
    url.password = 'hunter2';
    url.searchParams.set('token', 'hunter3');
    const { message } = await errorOf(getJson(url, z.object({ fine: z.boolean() }), options));
    expect(message).toContain(words);
    expect(message).not.toMatch(/hunter/u);
  });

  it('tells of nobody there without the password', async () => {
    const url = new URL('http://reader:hunter2@127.0.0.1:1/');
    expect((await errorOf(getJson(url, anything, options))).message).not.toContain('hunter2');
  });

  it('sends a token that stands alone in the address', async () => {
    const seen: (string | undefined)[] = [];
    const url = await serving((request, response) => {
      seen.push(request.headers.authorization);
      sendJson(response, 200, {});
    });
    url.username = 'token-a';
    await getJson(url, anything, options);
    expect(seen).toEqual([`Basic ${Buffer.from('token-a:').toString('base64')}`]);
  });
});
