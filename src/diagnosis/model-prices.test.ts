import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadModelPrices, ModelPricesError } from './model-prices.ts';

describe('loadModelPrices', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'firebreak-prices-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const fileOf = (prices: string) => {
    const file = join(folder, 'prices.yaml');
    writeFileSync(file, `apiVersion: firebreak.dev/v1\nkind: ModelPrices\nprices:\n${prices}`);
    return file;
  };

  test('reckons in whole nanodollars: a million tokens cost what the table says, to the last digit', () => {
    const prices = loadModelPrices();

    // Amazon Nova Micro: $0.035 in and $0.14 out for a million tokens.
    const million = { inputTokens: 1_000_000, outputTokens: 1_000_000 };
    expect(prices.cost('bedrock:amazon.nova-micro-v1:0', million)).toBe(175_000_000);
    expect(prices.cost('bedrock:amazon.nova-micro-v1:0', { inputTokens: 4_321, outputTokens: 123 })).toBe(
      151_235 + 17_220,
    );
  });

  test('never loses money to rounding, whatever the tokens are split into', () => {
    const prices = loadModelPrices(fileOf('  litellm:odd: { input: 0.0375, output: 0.333333 }\n'));
    const tokens = fc.record({ inputTokens: fc.nat(100_000), outputTokens: fc.nat(100_000) });

    fc.assert(
      fc.property(fc.array(tokens, { minLength: 1, maxLength: 20 }), (parts) => {
        const sum = parts.reduce((total, part) => total + (prices.cost('litellm:odd', part) ?? NaN), 0);
        const exact = parts.reduce(
          (total, part) => total + part.inputTokens * 37.5 + part.outputTokens * 333.333,
          0,
        );
        return Number.isInteger(sum) && sum >= exact - 1e-3 && sum <= exact + parts.length;
      }),
    );
  });

  test('lets a file of one’s own say otherwise, and add what is missing', () => {
    const prices = loadModelPrices(
      fileOf('  litellm:claude-haiku: { input: 2, output: 4 }\n  litellm:mine: { input: 0, output: 0 }\n'),
    );

    const usage = { inputTokens: 1_000, outputTokens: 1_000 };
    expect(prices.cost('litellm:claude-haiku', usage)).toBe(6_000_000);
    expect(prices.cost('litellm:mine', usage)).toBe(0);
    expect(prices.cost('bedrock:amazon.nova-lite-v1:0', usage)).toBe(300_000);
    expect(prices.cost('litellm:unheard-of', usage)).toBeUndefined();
    expect(prices.cost('constructor', usage)).toBeUndefined();
  });

  test.each([
    ['  litellm:x: { input: -1, output: 1 }\n', 'prices.litellm:x.input: '],
    ['  litellm:x: { input: 0.00000001, output: 1 }\n', 'at most six digits'],
    ['  litellm:x: { input: 1 }\n', 'prices.litellm:x.output: '],
    ['  claude: { input: 1, output: 1 }\n', 'prices.claude: '],
    ['  [', 'is not YAML'],
  ])('says what is wrong with a file: %j', (prices, problem) => {
    const file = fileOf(prices);

    expect(() => loadModelPrices(file)).toThrow(ModelPricesError);
    expect(() => loadModelPrices(file)).toThrow(`${file}: `);
    expect(() => loadModelPrices(file)).toThrow(problem);
  });
});
