import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { guardModel } from '../../src/adapters/models/guarded-model.ts';
import { liteLlmModel } from '../../src/adapters/models/litellm.ts';
import { ModelError, type ModelRequest } from '../../src/ports/model.ts';
import { type LiteLLM, startLiteLLM } from '../parts/litellm.ts';
import { partMissing } from '../parts/parts.ts';
import {
  type ScriptedBackend,
  type ScriptedReply,
  startScriptedBackend,
} from '../parts/scripted-openai-backend.ts';

const request: ModelRequest = {
  messages: [
    { role: 'system', text: 'who you are' },
    { role: 'user', text: 'what happened' },
    {
      role: 'assistant',
      text: '',
      toolCalls: [{ id: 'call_1', name: 'logs', arguments: '{"evidence":"ev_3"}' }],
    },
    { role: 'tool', callId: 'call_1', text: 'OOMKilled' },
  ],
  tools: [{ name: 'propose', description: 'ends it', parameters: { type: 'object', properties: {} } }],
  maxOutputTokens: 100,
};

describe.skipIf(partMissing('litellm'))('liteLlmModel behind a real LiteLLM proxy', () => {
  let backend: ScriptedBackend;
  let proxy: LiteLLM;
  beforeAll(async () => {
    backend = await startScriptedBackend(() => ({ kind: 'message', content: 'hello' }));
    proxy = await startLiteLLM({ models: { 'claude-haiku': { openai: backend.url } } });
  }, 120_000);
  afterAll(async () => {
    await proxy?.stop();
    await backend?.stop();
  });

  const model = (alias = 'claude-haiku', apiKey = proxy.apiKey) =>
    liteLlmModel({ alias, baseUrl: proxy.baseUrl, apiKey });

  async function codeOf(reply: ScriptedReply, asked = model(), timeoutMs = 20_000): Promise<unknown> {
    backend.use(() => reply);
    return guardModel(asked, { timeoutMs, failures: 3, pauseMs: 1_000 })
      .complete(request, new AbortController().signal)
      .then(
        () => 'answered',
        (error: unknown) => (error instanceof ModelError ? error.code : error),
      );
  }

  test('carries a whole conversation with tools to the backend, and parallel calls back', async () => {
    backend.use(() => ({
      kind: 'tool-calls',
      calls: [
        { name: 'propose', arguments: { summary: 'x' } },
        { name: 'propose', arguments: '{"summary": "cut' },
      ],
    }));

    const reply = await model().complete(request, new AbortController().signal);

    expect(reply).toMatchObject({
      stop: 'tool-calls',
      toolCalls: [
        { name: 'propose', arguments: '{"summary":"x"}' },
        { name: 'propose', arguments: '{"summary": "cut' },
      ],
    });
    expect(reply.usage.inputTokens).toBeGreaterThan(0);
    expect(backend.requests.at(-1)).toMatchObject({
      messages: [
        { role: 'system' },
        { role: 'user' },
        { role: 'assistant', tool_calls: [{ id: 'call_1', function: { name: 'logs' } }] },
        { role: 'tool', tool_call_id: 'call_1', content: 'OOMKilled' },
      ],
      tools: [{ function: { name: 'propose' } }],
      tool_choice: 'auto',
    });
  });

  test('knows its failures', async () => {
    const fine: ScriptedReply = { kind: 'message', content: 'fine' };

    expect(await codeOf({ kind: 'error', status: 403 })).toBe('access-denied');
    expect(await codeOf(fine, model('claude-haiku', 'sk-wrong'))).toBe('access-denied');
    expect(await codeOf({ kind: 'error', status: 429 })).toBe('rate-limited');
    expect(await codeOf({ kind: 'error', status: 500 })).toBe('server-error');
    expect(await codeOf(fine, model('no-such-alias'))).toBe('invalid-request');
    expect(await codeOf({ kind: 'hang' }, model(), 500)).toBe('timeout');
    expect(await codeOf(fine)).toBe('answered');
  });
});
