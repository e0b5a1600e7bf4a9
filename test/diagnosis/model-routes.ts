import { bedrockModel } from '../../src/adapters/models/bedrock.ts';
import { liteLlmModel } from '../../src/adapters/models/litellm.ts';
import { startLiteLLM } from '../parts/litellm.ts';
import { type ScriptedConverse, startScriptedConverse } from '../parts/scripted-converse-endpoint.ts';
import { type ScriptedBackend, startScriptedBackend } from '../parts/scripted-openai-backend.ts';
import type { ScriptedReply } from '../parts/scripted-reply.ts';
import type { ModelRoute } from './model-contract.ts';

const fine: ScriptedReply = { kind: 'message', content: 'fine' };

function backendOf(backend: ScriptedBackend | ScriptedConverse): Omit<ModelRoute, 'model'> {
  return {
    use: (reply) => backend.use(() => reply),
    useEach: (reply) => backend.use(reply),
    count: (usage) => backend.count(usage),
    requests: () => backend.requests.length,
    lastRequest: () => JSON.stringify(backend.requests.at(-1)),
    stop: () => backend.stop(),
  };
}

/** The `openai` client, straight to a backend that speaks chat completions. */
export async function openAiRoute(): Promise<ModelRoute> {
  const backend = await startScriptedBackend(() => fine);
  return {
    ...backendOf(backend),
    model: ({ alias = 'claude-haiku' } = {}) => liteLlmModel({ alias, baseUrl: `${backend.url}/v1` }),
  };
}

/** The AWS SDK, straight to an endpoint that speaks Converse. */
export async function bedrockRoute(): Promise<ModelRoute> {
  const endpoint = await startScriptedConverse(() => fine);
  return {
    ...backendOf(endpoint),
    model: ({ alias = 'amazon.nova-micro-v1:0' } = {}) =>
      bedrockModel({ modelId: alias, region: 'us-east-1', endpoint: endpoint.url }),
  };
}

/** The `openai` client to a real LiteLLM in front of chat completions. */
export async function liteLlmToOpenAiRoute(): Promise<ModelRoute> {
  const backend = await startScriptedBackend(() => fine);
  const proxy = await startLiteLLM({ models: { 'claude-haiku': { openai: backend.url } } });
  return behind(backendOf(backend), proxy);
}

/** The `openai` client to a real LiteLLM that speaks Converse with the endpoint. */
export async function liteLlmToBedrockRoute(): Promise<ModelRoute> {
  const endpoint = await startScriptedConverse(() => fine);
  const proxy = await startLiteLLM({
    models: {
      'claude-haiku': {
        bedrockModel: 'anthropic.claude-haiku-4-5-20251001-v1:0',
        bedrockEndpoint: endpoint.url,
      },
    },
  });
  return behind(backendOf(endpoint), proxy);
}

function behind(
  backend: Omit<ModelRoute, 'model'>,
  proxy: Awaited<ReturnType<typeof startLiteLLM>>,
): ModelRoute {
  const { baseUrl } = proxy;
  return {
    ...backend,
    model: ({ alias = 'claude-haiku', apiKey = proxy.apiKey } = {}) =>
      liteLlmModel({ alias, baseUrl, apiKey }),
    async stop() {
      await proxy.stop();
      await backend.stop();
    },
  };
}
