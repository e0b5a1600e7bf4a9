import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { messageOf } from '../domain/message-of.ts';
import type { Nanodollars } from '../domain/money.ts';
import type { TokenUsage } from '../ports/model-budget.ts';

const dollars = z
  .number()
  .min(0)
  .max(100_000)
  .refine((value) => isWhole(value * 1_000_000), 'at most six digits after the point');

/** The keys are models as FIREBREAK_MODELS names them; the values US dollars for a million tokens. */
const pricesSchema = z.object({
  apiVersion: z.literal('firebreak.dev/v1'),
  kind: z.literal('ModelPrices'),
  prices: z.record(
    z.string().regex(/^(?:litellm|bedrock):\S+$/u, 'a model as FIREBREAK_MODELS names it'),
    z.strictObject({ input: dollars, output: dollars }),
  ),
});

/** A file of prices that cannot be used. */
export class ModelPricesError extends Error {
  constructor(file: string, problem: string, options?: ErrorOptions) {
    super(`${file}: ${problem}`, options);
    this.name = 'ModelPricesError';
  }
}

/** What models cost. A price that is not known is never guessed. */
export interface ModelPrices {
  /** The cost of so many tokens, rounded up to a whole nanodollar; undefined where the model has no price. */
  cost(model: string, usage: TokenUsage): Nanodollars | undefined;
}

/** The table that comes with the package: beside `src` and beside `dist` alike. */
const packagedPrices = fileURLToPath(new URL('../../assets/model-prices.yaml', import.meta.url));

/** The packaged table, and over it that of a file of one's own. Throws `ModelPricesError`. */
export function loadModelPrices(file?: string): ModelPrices {
  const table = new Map([
    ...Object.entries(readPrices(packagedPrices)),
    ...(file === undefined ? [] : Object.entries(readPrices(file))),
  ]);
  return Object.freeze({
    cost(model: string, { inputTokens, outputTokens }: TokenUsage) {
      const price = table.get(model);
      if (price === undefined) return undefined;
      // Dollars a million tokens with six digits are whole millionths of a dollar; tokens times those are billionths
      // of a thousandth, and all of it whole numbers.
      const thousandths = inputTokens * millionths(price.input) + outputTokens * millionths(price.output);
      return Math.ceil(thousandths / 1000);
    },
  });
}

function millionths(price: number): number {
  return Math.round(price * 1_000_000);
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-4;
}

function readPrices(file: string): z.infer<typeof pricesSchema>['prices'] {
  let content: unknown;
  try {
    content = parse(readFileSync(file, 'utf8'), { maxAliasCount: 0 });
  } catch (cause) {
    const problem = cause instanceof YAMLParseError ? 'is not YAML' : 'cannot be read';
    throw new ModelPricesError(file, `${problem}: ${messageOf(cause)}`, { cause });
  }
  const parsed = pricesSchema.safeParse(content);
  if (parsed.success) return parsed.data.prices;
  const [issue] = parsed.error.issues;
  throw new ModelPricesError(file, `${issue?.path.join('.') || 'document'}: ${issue?.message}`);
}
