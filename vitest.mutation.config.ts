import { defineConfig } from 'vitest/config';

/** What `node scripts/mutation.mjs` asks: the tests of the guardrails that need no real part. */
export default defineConfig({
  test: { include: ['src/guardrails/**/*.test.ts', 'test/reference/**/*.test.ts'], testTimeout: 30_000 },
});
