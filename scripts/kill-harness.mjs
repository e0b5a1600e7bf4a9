// `node scripts/kill-harness.mjs [RANDOM_KILLS]`: kills the service at every failpoint and at random times on a real
// control plane, and writes docs/reliability.md if nothing was lost, done twice, stuck or broken. Takes about half an hour.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, root } from './prepare.mjs';

ensureInstalled();
ensureBuilt();
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const tests = ['test/faults/kills.test.ts', 'test/faults/pull-request.test.ts'];
const done = spawnSync(process.execPath, [vitest, 'run', ...tests, '--update'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, FIREBREAK_REQUIRE_PARTS: '1', FIREBREAK_RANDOM_KILLS: process.argv[2] ?? '300' },
});
process.exit(done.status ?? 1);
