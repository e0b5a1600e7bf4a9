import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { findLiteLLM, required } from './parts.ts';
import { freePort } from './ports.ts';
import { startProcess } from './processes.ts';
import { waitFor } from './wait.ts';

/** Where an alias leads: an OpenAI-compatible backend, or a model behind a Bedrock runtime endpoint. */
export type LiteLLMModel =
  | { readonly openai: string }
  | { readonly bedrockModel: string; readonly bedrockEndpoint: string };

export interface LiteLLMOptions {
  readonly models: Readonly<Record<string, LiteLLMModel>>;
  /** Aliases to try in turn where one fails. */
  readonly fallbacks?: Readonly<Record<string, readonly string[]>>;
  /** How often the proxy itself tries again: not at all unless told. */
  readonly retries?: number;
}

export interface LiteLLM {
  /** For the OpenAI client: ends in `/v1`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  stop(): Promise<void>;
}

function parameters(alias: string, model: LiteLLMModel): Readonly<Record<string, string | number>> {
  if ('openai' in model) {
    return { model: `openai/${alias}`, api_base: `${model.openai}/v1`, api_key: 'none', max_retries: 0 };
  }
  return {
    model: `bedrock/converse/${model.bedrockModel}`,
    aws_bedrock_runtime_endpoint: model.bedrockEndpoint,
    aws_region_name: 'us-east-1',
    aws_access_key_id: 'test',
    aws_secret_access_key: 'test',
  };
}

function configuration({ models, fallbacks = {}, retries = 0 }: LiteLLMOptions): string {
  return stringify({
    model_list: Object.entries(models).map(([alias, model]) => ({
      model_name: alias,
      litellm_params: parameters(alias, model),
    })),
    litellm_settings: { telemetry: false, num_retries: retries },
    router_settings: {
      num_retries: retries,
      fallbacks: Object.entries(fallbacks).map(([alias, others]) => ({ [alias]: others })),
      // A failed model stays in use: how often it is asked is the product's decision.
      disable_cooldowns: true,
    },
  });
}

/** The real LiteLLM proxy; it takes about 20 s to come up, so share one among the tests of a file. */
export async function startLiteLLM(options: LiteLLMOptions): Promise<LiteLLM> {
  const command = required('litellm', findLiteLLM());
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-litellm-'));
  const config = join(folder, 'litellm.yaml');
  writeFileSync(config, configuration(options));
  const apiKey = `sk-${randomBytes(16).toString('hex')}`;
  const port = await freePort();
  const proxy = startProcess({
    name: 'litellm',
    command,
    args: ['--config', config, '--host', '127.0.0.1', '--port', String(port)],
    logFile: join(folder, 'litellm.log'),
    cwd: folder,
    env: { LITELLM_MASTER_KEY: apiKey, LITELLM_LOCAL_MODEL_COST_MAP: 'True' },
  });
  const url = `http://127.0.0.1:${port}`;
  try {
    await waitFor(async () => (await fetch(`${url}/health/liveliness`)).ok, {
      what: `LiteLLM at ${url}`,
      timeoutMs: 90_000,
      everyMs: 250,
      stillPossible: () => proxy.assertRunning(),
    });
  } catch (error) {
    await proxy.stop();
    throw new Error(`LiteLLM did not come up; its log is in ${folder}`, { cause: error });
  }
  return {
    baseUrl: `${url}/v1`,
    apiKey,
    stop: async () => {
      await proxy.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
