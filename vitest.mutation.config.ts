import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// Of an area its own tests are asked and the reference models: seconds a fault instead of minutes. What only a test
// from elsewhere would notice counts as missed.
const areas = process.env['FIREBREAK_MUTATED'] ?? '';
const folders = areas === '' ? [''] : areas.split(',');

/** The files beside the folders call each other, so all of their tests are asked of each of them. */
function testsOf(area: string): string {
  return existsSync(join(import.meta.dirname, area)) ? `${area}/**/*.test.ts` : 'src/guardrails/*.test.ts';
}

/** What `node scripts/mutation.mjs` asks: the tests of the guardrails that need no real part. */
export default defineConfig({
  test: {
    include: [
      ...folders.map((area) => testsOf(join('src/guardrails', area))),
      `test/reference/${folders.length === 1 && areas !== '' ? `${areas}*` : '*'}.test.ts`,
    ],
    testTimeout: 30_000,
  },
});
