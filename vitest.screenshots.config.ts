import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/pages/*.shots.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // One browser at a time: the pictures are of pages at rest.
    maxWorkers: 1,
  },
});
