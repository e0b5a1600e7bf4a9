import { z } from 'zod';
import { key } from './config-key.ts';
import { url, wholeNumber } from './schemas.ts';

/** US dollars, such as 0.25; more is a slip of the pen. */
const dollars = z.coerce.number('an amount in dollars, such as 2.5').min(0).max(1_000_000);

/** `litellm:claude-haiku,bedrock:amazon.nova-micro-v1:0`: text with commas from the environment, or a YAML list. */
const modelList = z
  .union([z.string().transform((text) => text.split(',')), z.array(z.string())])
  .transform((names) => names.map((name) => name.trim()).filter((name) => name !== ''))
  .pipe(
    z.array(
      z
        .string()
        .regex(
          /^(?:litellm|bedrock):\S+$/u,
          'a model as provider:name, such as litellm:claude-haiku or bedrock:amazon.nova-micro-v1:0',
        ),
    ),
  );

/** Settings of models, what they may use, and where they are. */
export const modelsKeys = {
  models: key({
    env: 'FIREBREAK_MODELS',
    schema: modelList,
    fallback: [],
    meaning: 'models in order of preference; none: triage alone',
  }),
  modelWhenSure: key({
    env: 'FIREBREAK_MODEL_WHEN_SURE',
    schema: z.enum(['ask', 'skip']),
    fallback: 'ask',
    meaning: 'skip asks no model where the rules are sure of the cause and nothing was refused yet',
  }),
  modelTimeoutSeconds: key({
    env: 'FIREBREAK_MODEL_TIMEOUT_SECONDS',
    schema: wholeNumber.min(1).max(600),
    fallback: 30,
    meaning: 'how long one model may take for one answer',
  }),
  modelTokensPerIncident: key({
    env: 'FIREBREAK_MODEL_TOKENS_PER_INCIDENT',
    schema: wholeNumber.min(0),
    fallback: 100_000,
    meaning: 'tokens for models over the life of an incident; past it triage goes on alone',
  }),
  modelTokensPerHour: key({
    env: 'FIREBREAK_MODEL_TOKENS_PER_HOUR',
    schema: wholeNumber.min(0),
    fallback: 1_000_000,
    meaning: 'tokens for models an hour (UTC)',
  }),
  modelTokensPerDay: key({
    env: 'FIREBREAK_MODEL_TOKENS_PER_DAY',
    schema: wholeNumber.min(0),
    fallback: 2_000_000,
    meaning: 'tokens for models a day (UTC)',
  }),
  modelDollarsPerIncident: key({
    env: 'FIREBREAK_MODEL_DOLLARS_PER_INCIDENT',
    schema: dollars,
    meaning: 'US dollars for models over the life of an incident; with it, a model needs a known price',
  }),
  modelDollarsPerHour: key({
    env: 'FIREBREAK_MODEL_DOLLARS_PER_HOUR',
    schema: dollars,
    meaning: 'US dollars for models an hour (UTC); with it, a model needs a known price',
  }),
  modelDollarsPerDay: key({
    env: 'FIREBREAK_MODEL_DOLLARS_PER_DAY',
    schema: dollars,
    meaning: 'US dollars for models a day (UTC); with it, a model needs a known price',
  }),
  modelPrices: key({
    env: 'FIREBREAK_MODEL_PRICES',
    schema: z.string().min(1),
    meaning: 'file of prices that adds to the packaged ones and wins over them',
  }),
  exchangeDays: key({
    env: 'FIREBREAK_EXCHANGE_DAYS',
    schema: wholeNumber.min(1).max(3_650),
    fallback: 90,
    meaning: 'days for which exchanges with models are kept after the end of their incident',
  }),
  litellmBaseUrl: key({ env: 'LITELLM_BASE_URL', schema: url, meaning: 'the LiteLLM proxy' }),
  litellmApiKey: key({
    env: 'LITELLM_API_KEY',
    schema: z.string().min(1),
    secret: true,
    meaning: 'key of the LiteLLM proxy',
  }),
  awsRegion: key({
    env: 'AWS_REGION',
    schema: z.string().regex(/^[a-z]{2}(?:-[a-z]+)+-\d+$/u, 'a region, such as eu-central-1'),
    meaning: 'region of Amazon Bedrock; its credentials come from the AWS chain',
  }),
  bedrockEndpoint: key({
    env: 'AWS_ENDPOINT_URL_BEDROCK_RUNTIME',
    schema: url,
    meaning: 'endpoint of Bedrock, such as a VPC endpoint; that of the region unless given',
  }),
} as const;
