// `node scripts/screenshots.mjs`: takes the pictures in docs/images anew, from the demo's own incidents in Chromium.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, root } from './prepare.mjs';

ensureInstalled();
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const args = ['run', '--config', 'vitest.screenshots.config.ts', ...process.argv.slice(2)];
const done = spawnSync(process.execPath, [vitest, ...args], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, FIREBREAK_REQUIRE_PARTS: '1' },
});
process.exit(done.status ?? 1);
