import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { listen, readJson, sendJson, type TestServer } from '../../../test/parts/json-server.ts';
import { ModelError, type ModelErrorCode, type ModelRequest } from '../../ports/model.ts';
import { liteLlmModel } from './litellm.ts';

/** Strict on purpose: a field that OpenAI's reference does not name here fails the request. */
const wireSchema = z.strictObject({
  model: z.literal('claude-haiku'),
  messages: z.array(
    z.discriminatedUnion('role', [
      z.strictObject({ role: z.literal('system'), content: z.string() }),
      z.strictObject({ role: z.literal('user'), content: z.string() }),
      z.strictObject({
        role: z.literal('assistant'),
        content: z.string().min(1).nullable(),
        tool_calls: z
          .array(
            z.strictObject({
              id: z.string(),
              type: z.literal('function'),
              function: z.strictObject({ name: z.string(), arguments: z.string() }),
            }),
          )
          .min(1)
          .optional(),
      }),
      z.strictObject({ role: z.literal('tool'), tool_call_id: z.string(), content: z.string() }),
    ]),
  ),
  tools: z
    .array(
      z.strictObject({
        type: z.literal('function'),
        function: z.strictObject({
          name: z.string(),
          description: z.string(),
          parameters: z.looseObject({ type: z.literal('object') }),
        }),
      }),
    )
    .min(1)
    .optional(),
  tool_choice: z.literal('auto').optional(),
  max_tokens: z.literal(100),
  temperature: z.literal(0),
  stream: z.literal(false),
});

const key = 'sk-very-secret-key';
const request: ModelRequest = {
  messages: [
    { role: 'system', text: 'who you are' },
    { role: 'user', text: 'what happened' },
    { role: 'assistant', text: '', toolCalls: [{ id: 'c1', name: 'logs', arguments: '{}' }] },
    { role: 'tool', callId: 'c1', text: 'OOMKilled' },
  ],
  tools: [{ name: 'propose', description: 'ends it', parameters: { type: 'object', properties: {} } }],
  maxOutputTokens: 100,
};

type Handler = (incoming: IncomingMessage, response: ServerResponse) => void | Promise<void>;

let server: TestServer | undefined;
afterEach(async () => server?.stop());

async function modelBehind(handler: Handler) {
  server = await listen((incoming, response) => void handler(incoming, response));
  return liteLlmModel({ alias: 'claude-haiku', baseUrl: `${server.url}/v1`, apiKey: key });
}

const never = (): AbortSignal => new AbortController().signal;

async function failure(promise: Promise<unknown>): Promise<ModelError> {
  const error = await promise.catch((caught: unknown) => caught);
  if (!(error instanceof ModelError)) throw new Error('expected a ModelError', { cause: error });
  return error;
}

function completion(
  choice: object,
  usage: object | null = { prompt_tokens: 12, completion_tokens: 3 },
): object {
  return {
    id: 'x',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices: [{ index: 0, ...choice }],
    usage,
  };
}

describe('liteLlmModel', () => {
  test('speaks chat completions with tools, under the alias and the key', async () => {
    const seen: unknown[] = [];
    const model = await modelBehind(async (incoming, response) => {
      seen.push([incoming.method, incoming.url, incoming.headers.authorization]);
      const parsed = wireSchema.safeParse(await readJson(incoming));
      seen.push(parsed.error?.issues ?? 'valid');
      sendJson(
        response,
        200,
        completion({ finish_reason: 'stop', message: { role: 'assistant', content: 'fine' } }),
      );
    });

    const reply = await model.complete(request, never());

    expect(seen).toEqual([['POST', '/v1/chat/completions', `Bearer ${key}`], 'valid']);
    expect(reply).toEqual({
      text: 'fine',
      toolCalls: [],
      stop: 'end',
      usage: { inputTokens: 12, outputTokens: 3 },
    });
    expect(model.name).toBe('litellm:claude-haiku');
  });

  test('leaves tools out where there are none, which some backends insist on', async () => {
    let body: unknown;
    const model = await modelBehind(async (incoming, response) => {
      body = await readJson(incoming);
      sendJson(response, 200, completion({ finish_reason: 'stop', message: { content: 'fine' } }));
    });

    await model.complete({ ...request, tools: [] }, never());

    expect(wireSchema.parse(body)).not.toHaveProperty('tools');
    expect(body).not.toHaveProperty('tool_choice');
  });

  test.each(['tool_calls', 'stop', null])(
    'reads parallel tool calls with finish reason %s',
    async (reason) => {
      const calls = ['a', 'b'].map((id) => ({
        id,
        type: 'function',
        function: { name: 'logs', arguments: `{"${id}":1}` },
      }));
      const model = await modelBehind((_, response) =>
        sendJson(
          response,
          200,
          completion({ finish_reason: reason, message: { content: null, tool_calls: calls } }),
        ),
      );

      const reply = await model.complete(request, never());

      expect(reply.stop).toBe('tool-calls');
      expect(reply.text).toBe('');
      expect(reply.toolCalls).toEqual([
        { id: 'a', name: 'logs', arguments: '{"a":1}' },
        { id: 'b', name: 'logs', arguments: '{"b":1}' },
      ]);
    },
  );

  test('says when the answer was cut off for its length', async () => {
    const model = await modelBehind((_, response) =>
      sendJson(response, 200, completion({ finish_reason: 'length', message: { content: 'to be conti' } })),
    );

    expect((await model.complete(request, never())).stop).toBe('length');
  });

  test.each([null, { prompt_tokens: 0, completion_tokens: 0 }])(
    'charges by length where the backend counts no tokens: %j',
    async (counted) => {
      const model = await modelBehind((_, response) =>
        sendJson(response, 200, completion({ finish_reason: 'stop', message: { content: 'fine' } }, counted)),
      );

      const { usage } = await model.complete(request, never());

      expect(usage.inputTokens).toBeGreaterThan(0);
      expect(usage.outputTokens).toBeGreaterThan(0);
    },
  );

  const statuses: readonly (readonly [number, string | null, ModelErrorCode])[] = [
    [401, null, 'access-denied'],
    [403, null, 'access-denied'],
    [429, null, 'rate-limited'],
    [400, 'context_length_exceeded', 'context-overflow'],
    [400, '400', 'invalid-request'],
    [404, null, 'invalid-request'],
    [408, null, 'timeout'],
    [500, null, 'server-error'],
    [503, null, 'server-error'],
  ];
  test.each(statuses)(
    'turns HTTP %i (code %s) into %s, asks once, and keeps key and words to itself',
    async (status, code, expected) => {
      let requests = 0;
      const model = await modelBehind((_, response) => {
        requests += 1;
        sendJson(response, status, {
          error: { message: `your key ${key} said: what happened`, type: 'x', code },
        });
      });

      const error = await failure(model.complete(request, never()));

      expect(error.code).toBe(expected);
      expect(requests).toBe(1);
      expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toMatch(/secret|what happened/);
      expect(error.cause).toBeUndefined();
    },
  );

  test.each([
    ['broken JSON', '{"choices": ['],
    ['no JSON', '<html>gateway</html>'],
    ['no choices', '{"choices": []}'],
    [
      'arguments that are no text',
      JSON.stringify(
        completion({ message: { tool_calls: [{ id: 'a', function: { name: 'x', arguments: {} } }] } }),
      ),
    ],
    ['an empty body', ''],
  ])('calls %s an invalid reply', async (_, body) => {
    const model = await modelBehind((_incoming, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    });

    expect((await failure(model.complete(request, never()))).code).toBe('invalid-reply');
  });

  test('gives up when the signal says so, before and after the headers', async () => {
    for (const headersFirst of [false, true]) {
      const abort = new AbortController();
      const model = await modelBehind((_, response) => {
        if (headersFirst) response.writeHead(200, { 'content-type': 'application/json' }).write('{');
        setTimeout(() => abort.abort(), 20);
      });

      expect((await failure(model.complete(request, abort.signal))).code).toBe('timeout');
      await server?.stop();
    }
  });

  test('calls a closed port unreachable', async () => {
    const model = await modelBehind(() => undefined);
    await server?.stop();

    expect((await failure(model.complete(request, never()))).code).toBe('unreachable');
    server = undefined;
  });

  test('follows no redirect: evidence goes to the configured address only', async () => {
    const elsewhere: unknown[] = [];
    const thief = await listen((incoming, response) => {
      elsewhere.push(incoming.url);
      sendJson(response, 200, completion({ finish_reason: 'stop', message: { content: 'thanks' } }));
    });
    const model = await modelBehind((_, response) => {
      response.writeHead(307, { location: `${thief.url}/v1/chat/completions` }).end();
    });

    const error = await failure(model.complete(request, never()));
    await thief.stop();

    expect(error.code).toBe('unreachable');
    expect(elsewhere).toEqual([]);
  });
});
