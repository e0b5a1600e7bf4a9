import type { ModelPrices } from '../diagnosis/model-prices.ts';
import { type Model, ModelError, type ModelReply, type ToolDescription } from '../ports/model.ts';
import type { Check } from './check.ts';

const tool = {
  name: 'report',
  description: 'Reports that tool use works.',
  parameters: { type: 'object', properties: { works: { type: 'boolean' } }, required: ['works'] },
} as const;

const question = 'Call the tool "report" with works set to true.';

/** Whether each model answers and uses a tool, which access may be given without, and whether its price is known. */
export async function checkModels(
  models: readonly Model[],
  prices: ModelPrices,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  if (models.length === 0)
    return [{ name: 'models', status: 'note', message: 'none configured: triage and runbooks answer alone' }];
  const checks = models.map(async (model) => [await checkModel(model, signal), ...checkPrice(model, prices)]);
  return (await Promise.all(checks)).flat();
}

function checkPrice({ name }: Model, prices: ModelPrices): readonly Check[] {
  if (prices.cost(name, { inputTokens: 1, outputTokens: 1 }) !== undefined) return [];
  return [
    {
      name: `price of ${name}`,
      status: 'note',
      message: 'not known: its cost is not counted, and under a budget of money it is not asked',
      mend: 'name it in the file of FIREBREAK_MODEL_PRICES',
    },
  ];
}

async function checkModel(model: Model, signal: AbortSignal): Promise<Check> {
  const name = `model ${model.name}`;
  const asked = await ask(model, [tool], signal);
  if (!(asked instanceof ModelError)) {
    if (asked.toolCalls.some((call) => call.name === tool.name))
      return { name, status: 'ok', message: 'answers and uses tools' };
    const mend = 'name a model that uses tools in FIREBREAK_MODELS';
    return { name, status: 'finding', message: 'answers, but did not use the tool', mend };
  }
  if (asked.code === 'access-denied' || asked.code === 'invalid-request') {
    const without = await ask(model, [], signal);
    if (!(without instanceof ModelError)) {
      const mend = 'ask for access with tool use, or name another model in FIREBREAK_MODELS';
      const message = `answers, but is refused with tools: ${asked.message}`;
      return { name, status: 'finding', message, mend };
    }
  }
  const away = asked.code === 'unreachable' || asked.code === 'timeout' || asked.code === 'circuit-open';
  return {
    name,
    status: away ? 'unreachable' : 'finding',
    message: asked.message,
    mend: mendOf(asked, model.name.startsWith('bedrock:')),
  };
}

async function ask(
  model: Model,
  tools: readonly ToolDescription[],
  signal: AbortSignal,
): Promise<ModelReply | ModelError> {
  try {
    const messages = [{ role: 'user', text: question }] as const;
    return await model.complete({ messages, tools, maxOutputTokens: 200 }, signal);
  } catch (cause) {
    if (cause instanceof ModelError) return cause;
    throw cause;
  }
}

function mendOf({ code }: ModelError, bedrock: boolean): string {
  switch (code) {
    case 'access-denied':
      return bedrock
        ? 'give the AWS credentials bedrock:InvokeModel on this model, and request access to it in the region'
        : 'check LITELLM_API_KEY, and that the key may use this model';
    case 'unreachable':
    case 'timeout':
    case 'circuit-open':
      return bedrock
        ? 'check AWS_REGION, AWS_ENDPOINT_URL_BEDROCK_RUNTIME and the way there'
        : 'check LITELLM_BASE_URL and that the proxy runs';
    case 'rate-limited':
      return 'wait, or raise the limit at the provider';
    case 'context-overflow':
    case 'content-filtered':
    case 'invalid-request':
    case 'invalid-reply':
    case 'server-error':
      return bedrock
        ? 'check that the region has the model or inference profile of this id'
        : 'check that the proxy knows the alias; its log says more';
    default:
      return code satisfies never;
  }
}
