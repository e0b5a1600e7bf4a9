import { defineConfig } from 'vitest/config';

/** `npm run bench`: measurements, one after the other, printed as ratios of the same run; nothing is asserted. */
export default defineConfig({
  test: {
    include: ['test/bench/**/*.bench.ts'],
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 120_000,
  },
});
