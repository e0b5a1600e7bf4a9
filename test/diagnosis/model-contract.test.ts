import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { guardModel } from '../../src/adapters/models/guarded-model.ts';
import type { ModelErrorCode } from '../../src/ports/model.ts';
import { partMissing } from '../parts/parts.ts';
import type { ScriptedReply } from '../parts/scripted-reply.ts';
import { conversation, type ModelRoute, never, outcomeOf } from './model-contract.ts';
import { bedrockRoute, liteLlmToBedrockRoute, liteLlmToOpenAiRoute, openAiRoute } from './model-routes.ts';

const error = (status: number, message?: string): ScriptedReply => ({
  kind: 'error',
  status,
  ...(message === undefined ? {} : { message }),
});

const failures: readonly (readonly [string, ScriptedReply, ModelErrorCode])[] = [
  ['access denied', error(403), 'access-denied'],
  ['throttling', error(429), 'rate-limited'],
  ['an internal error', error(500), 'server-error'],
  ['an overload', error(503), 'server-error'],
  ['a refused request', error(400, 'This model does not support tool use.'), 'invalid-request'],
  ['a context that is too small', error(400, 'Input is too long for requested model.'), 'context-overflow'],
  ['an answer that a filter held back', { kind: 'stopped', by: 'filter', content: 'no' }, 'content-filtered'],
];

const routes = [
  { name: 'the openai client to chat completions', start: openAiRoute, proxied: false, bedrock: false },
  { name: 'the AWS SDK to Converse', start: bedrockRoute, proxied: false, bedrock: true },
  {
    name: 'a real LiteLLM to chat completions',
    start: liteLlmToOpenAiRoute,
    proxied: true,
    bedrock: false,
  },
  { name: 'a real LiteLLM to Converse', start: liteLlmToBedrockRoute, proxied: true, bedrock: true },
];

for (const { name, start, proxied, bedrock } of routes) {
  describe.skipIf(proxied && partMissing('litellm'))(`a model by ${name}`, () => {
    let route: ModelRoute;
    beforeAll(async () => {
      vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIATESTTESTTESTTEST');
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'very-secret');
      route = await start();
    }, 120_000);
    afterAll(async () => {
      await route?.stop();
      vi.unstubAllEnvs();
    });
    afterEach(() => route.count(undefined));

    test('carries a conversation with parallel calls to the backend, and parallel calls back', async () => {
      route.use({
        kind: 'tool-calls',
        calls: [
          { name: 'propose', arguments: { summary: 'x' } },
          { name: 'propose', arguments: { summary: 'y' } },
        ],
      });

      const reply = await route.model().complete(conversation, never());

      expect(reply.stop).toBe('tool-calls');
      expect(reply.toolCalls.map((call) => [call.name, JSON.parse(call.arguments)])).toEqual([
        ['propose', { summary: 'x' }],
        ['propose', { summary: 'y' }],
      ]);
      expect(new Set(reply.toolCalls.map((call) => call.id)).size).toBe(2);
      for (const sent of ['who you are', 'what happened', 'OOMKilled', 'Not accepted', '"maxTokens":100'])
        expect(route.lastRequest()).toContain(bedrock ? sent : sent.replace('"maxTokens"', '"max_tokens"'));
    });

    test('takes text, and the tokens that were counted', async () => {
      route.use({ kind: 'message', content: 'fine' });
      route.count({ inputTokens: 4_321, outputTokens: 123 });

      const reply = await route.model().complete({ ...conversation, tools: [] }, never());

      expect(reply).toMatchObject({
        text: 'fine',
        toolCalls: [],
        stop: 'end',
        usage: { inputTokens: 4_321, outputTokens: 123 },
      });
    });

    test('says when an answer was cut off for its length', async () => {
      route.use({ kind: 'stopped', by: 'length', content: 'to be conti' });

      expect(await outcomeOf(route.model().complete(conversation, never()))).toMatchObject({
        stop: 'length',
      });
    });

    test.each(failures)('makes of %s its code, asking once and quoting nothing', async (_, reply, code) => {
      route.use(reply);
      const before = route.requests();

      const outcome = await outcomeOf(route.model().complete(conversation, never()));

      expect(outcome).toMatchObject({ code });
      expect(route.requests() - before).toBe(1);
      const told = outcome instanceof Error ? `${outcome.stack} ${JSON.stringify(outcome)}` : '';
      expect(told).not.toMatch(/what happened|scripted|too long/);
    });

    test('passes on how long a throttled caller should wait', async () => {
      route.use({ kind: 'error', status: 429, retryAfter: 7 });

      expect(await outcomeOf(route.model().complete(conversation, never()))).toMatchObject({
        code: 'rate-limited',
        retryAfterMs: 7_000,
      });
    });

    test.each([
      ['broken JSON', '{"output": {'],
      ['no JSON', '<html>502</html>'],
      ['JSON of another kind', '{"hello": "world"}'],
    ])('takes %s for no answer', async (_, body) => {
      route.use({ kind: 'garbage', body });

      const outcome = await outcomeOf(route.model().complete(conversation, never()));

      // The proxy makes an error of its own of it, which leads to the next model all the same.
      expect(proxied ? ['invalid-reply', 'server-error', 'invalid-request'] : ['invalid-reply']).toContain(
        'code' in outcome ? outcome.code : outcome,
      );
    });

    if (proxied) {
      test('knows a key and an alias that the proxy does not know', async () => {
        const wrongKey = route.model({ apiKey: 'sk-wrong' });
        const wrongAlias = route.model({ alias: 'no-such-alias' });

        expect(await outcomeOf(wrongKey.complete(conversation, never()))).toMatchObject({
          code: 'access-denied',
        });
        expect(await outcomeOf(wrongAlias.complete(conversation, never()))).toMatchObject({
          code: 'invalid-request',
        });
      });
    }

    test('gives up on a backend that hangs', async () => {
      route.use({ kind: 'hang' });
      const guarded = guardModel(route.model(), { timeoutMs: 700, failures: 3, pauseMs: 1_000 });

      expect(await outcomeOf(guarded.complete(conversation, never()))).toMatchObject({ code: 'timeout' });
    });
  });
}
