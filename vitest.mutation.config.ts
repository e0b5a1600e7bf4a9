import { defineConfig } from 'vitest/config';

// Of an area its own tests are asked and the reference models: seconds a fault instead of minutes. What only a test
// from elsewhere would notice counts as missed.
const areas = process.env['FIREBREAK_MUTATED'] ?? '';
const folders = areas === '' ? [''] : areas.split(',');

/** What `node scripts/mutation.mjs` asks: the tests of the guardrails that need no real part. */
export default defineConfig({
  test: {
    include: [
      ...folders.flatMap((area) => [
        `src/guardrails/${area}/**/*.test.ts`.replace('//', '/'),
        `src/guardrails/${area}.test.ts`,
      ]),
      `test/reference/${folders.length === 1 && areas !== '' ? `${areas}*` : '*'}.test.ts`,
    ],
    testTimeout: 30_000,
  },
});
