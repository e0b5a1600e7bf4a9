import { guardModel, defaultModelGuard } from '../adapters/models/guarded-model.ts';
import { liteLlmModel } from '../adapters/models/litellm.ts';
import { ConfigError, type Config } from '../config.ts';
import type { Model } from '../ports/model.ts';

/** The configured models in order, each with its own time-out and breaker. Throws `ConfigError`. */
export function createModels({ settings, sources }: Config): readonly Model[] {
  return settings.models.map((name) => {
    const alias = name.slice(name.indexOf(':') + 1);
    const baseUrl = settings.litellmBaseUrl;
    if (baseUrl === undefined) {
      throw new ConfigError([`${sources.models}: models: ${name} needs LITELLM_BASE_URL`]);
    }
    const { litellmApiKey: apiKey } = settings;
    const model = liteLlmModel({ alias, baseUrl, ...(apiKey === undefined ? {} : { apiKey }) });
    return guardModel(model, { ...defaultModelGuard, timeoutMs: settings.modelTimeoutSeconds * 1000 });
  });
}
