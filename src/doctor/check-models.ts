import { type Model, ModelError } from '../ports/model.ts';
import type { Check } from './check.ts';

const tool = {
  name: 'report',
  description: 'Reports that tool use works.',
  parameters: { type: 'object', properties: { works: { type: 'boolean' } }, required: ['works'] },
} as const;

/** Whether each model answers and uses a tool: access to a model may be given without that. */
export async function checkModels(models: readonly Model[], signal: AbortSignal): Promise<readonly Check[]> {
  if (models.length === 0)
    return [{ name: 'models', status: 'note', message: 'none configured: triage and runbooks answer alone' }];
  return Promise.all(models.map((model) => checkModel(model, signal)));
}

async function checkModel(model: Model, signal: AbortSignal): Promise<Check> {
  const name = `model ${model.name}`;
  try {
    const { toolCalls } = await model.complete(
      {
        messages: [{ role: 'user', text: 'Call the tool "report" with works set to true.' }],
        tools: [tool],
        maxOutputTokens: 200,
      },
      signal,
    );
    if (toolCalls.some((call) => call.name === tool.name))
      return { name, status: 'ok', message: 'answers and uses tools' };
    const mend = 'name a model that uses tools in FIREBREAK_MODELS';
    return { name, status: 'finding', message: 'answers, but did not use the tool', mend };
  } catch (cause) {
    if (!(cause instanceof ModelError)) throw cause;
    const away = cause.code === 'unreachable' || cause.code === 'timeout' || cause.code === 'circuit-open';
    return {
      name,
      status: away ? 'unreachable' : 'finding',
      message: cause.message,
      mend: mendOf(cause),
    };
  }
}

function mendOf({ code }: ModelError): string {
  switch (code) {
    case 'access-denied':
      return 'check LITELLM_API_KEY, and that the key may use this model';
    case 'unreachable':
    case 'timeout':
    case 'circuit-open':
      return 'check LITELLM_BASE_URL and that the proxy runs';
    case 'rate-limited':
      return 'wait, or raise the limit at the provider';
    case 'context-overflow':
    case 'content-filtered':
    case 'invalid-request':
    case 'invalid-reply':
    case 'server-error':
      return 'check that the proxy knows the alias; its log says more';
    default:
      return code satisfies never;
  }
}
