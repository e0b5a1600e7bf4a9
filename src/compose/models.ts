import { bedrockModel } from '../adapters/models/bedrock.ts';
import { guardModel, defaultModelGuard } from '../adapters/models/guarded-model.ts';
import { liteLlmModel } from '../adapters/models/litellm.ts';
import { ConfigError, type Config } from '../config.ts';
import type { Model } from '../ports/model.ts';

/** The configured models in order, each with its own time-out and breaker. Throws `ConfigError`. */
export function createModels(config: Config): readonly Model[] {
  const { settings, sources } = config;
  const timeoutMs = settings.modelTimeoutSeconds * 1000;
  const problems: string[] = [];
  const models = settings.models.flatMap((name) => {
    const model = createModel(name, config);
    if (typeof model === 'object') return guardModel(model, { ...defaultModelGuard, timeoutMs });
    problems.push(`${sources.models}: models: ${name} needs ${model}`);
    return [];
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return models;
}

/** The model, or the setting that it lacks. */
function createModel(name: string, { settings }: Config): Model | 'LITELLM_BASE_URL' | 'AWS_REGION' {
  const colon = name.indexOf(':');
  const own = name.slice(colon + 1);
  if (name.slice(0, colon) === 'bedrock') {
    const { awsRegion: region, bedrockEndpoint: endpoint } = settings;
    if (region === undefined) return 'AWS_REGION';
    return bedrockModel({ modelId: own, region, ...(endpoint === undefined ? {} : { endpoint }) });
  }
  const { litellmBaseUrl: baseUrl, litellmApiKey: apiKey } = settings;
  if (baseUrl === undefined) return 'LITELLM_BASE_URL';
  return liteLlmModel({ alias: own, baseUrl, ...(apiKey === undefined ? {} : { apiKey }) });
}
