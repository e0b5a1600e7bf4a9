import OpenAI, { APIConnectionTimeoutError, APIError } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiteLLM, startLiteLLM } from './litellm.ts';
import { partMissing } from './parts.ts';
import { type ScriptedBackend, startScriptedBackend } from './scripted-openai-backend.ts';

describe.skipIf(partMissing('litellm'))('a real LiteLLM proxy', () => {
  let backend: ScriptedBackend;
  let proxy: LiteLLM;
  let client: OpenAI;

  beforeAll(async () => {
    backend = await startScriptedBackend(() => ({ kind: 'message', content: 'hello' }));
    proxy = await startLiteLLM({ models: { 'claude-sonnet': { openai: backend.url } } });
    client = new OpenAI({ baseURL: proxy.baseUrl, apiKey: proxy.apiKey, maxRetries: 0, timeout: 10_000 });
  }, 120_000);
  afterAll(async () => {
    await proxy?.stop();
    await backend?.stop();
  });

  const ask = (options: { timeout?: number } = {}) =>
    client.chat.completions.create(
      {
        model: 'claude-sonnet',
        messages: [{ role: 'user', content: 'Why does the pod restart?' }],
        tools: [
          {
            type: 'function',
            function: {
              name: 'read_logs',
              parameters: { type: 'object', properties: { ref: { type: 'string' } } },
            },
          },
        ],
      },
      options,
    );

  it('passes a tool call through from the backend', async () => {
    backend.use(() => ({ kind: 'tool-calls', calls: [{ name: 'read_logs', arguments: { ref: 'pod-1' } }] }));
    const reply = await ask();
    expect(reply.choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: { tool_calls: [{ function: { name: 'read_logs', arguments: '{"ref":"pod-1"}' } }] },
    });
    expect(backend.requests.at(-1)).toMatchObject({
      model: 'claude-sonnet',
      messages: [{ role: 'user', content: 'Why does the pod restart?' }],
      tools: [{ function: { name: 'read_logs' } }],
    });
  });

  it('passes failures on, asking once, and renames the header that says when to try again', async () => {
    const before = backend.requests.length;
    backend.use(() => ({ kind: 'error', status: 429, retryAfter: 7, message: 'too many tokens' }));
    const limited: unknown = await ask().catch((error: unknown) => error);
    if (!(limited instanceof APIError)) throw new Error('no error');
    expect([limited.status, limited.headers?.get('llm_provider-retry-after')]).toEqual([429, '7']);
    backend.use(() => ({ kind: 'error', status: 500 }));
    await expect(ask()).rejects.toMatchObject({ status: 500 });
    expect(backend.requests.length - before).toBe(2);
  });

  it('makes an error of an answer that is none', async () => {
    backend.use(() => ({ kind: 'garbage', body: '<html>502</html>' }));
    await expect(ask()).rejects.toBeInstanceOf(APIError);
  });

  it('waits for a backend that hangs for as long as its client does', async () => {
    backend.use(() => ({ kind: 'hang' }));
    await expect(ask({ timeout: 500 })).rejects.toBeInstanceOf(APIConnectionTimeoutError);
  });

  it('refuses a wrong key: with 400, since it has no database to look keys up in', async () => {
    const stranger = new OpenAI({ baseURL: proxy.baseUrl, apiKey: 'sk-wrong', maxRetries: 0 });
    await expect(stranger.models.list()).rejects.toMatchObject({ status: 400 });
  });
});
