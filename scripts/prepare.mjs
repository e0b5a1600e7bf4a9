// Makes a bare clone runnable: installs what is missing and builds what is stale, saying so on stderr only,
// so that a command's stdout stays the command's own.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

function step(title, command, args) {
  process.stderr.write(`firebreak: ${title}\n`);
  // stdout of the tools goes to stderr.
  const done = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) {
    process.stderr.write(`firebreak: "${command} ${args.join(' ')}" failed\n`);
    process.exit(done.status ?? 1);
  }
}

function newest(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .reduce((latest, entry) => Math.max(latest, statSync(join(entry.parentPath, entry.name)).mtimeMs), 0);
}

/** Installs the packages that package-lock.json names, if they are not here or are older than it. */
export function ensureInstalled() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  const lock = join(root, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  step('installing packages (npm ci), once', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** Whether dist/ is what src/ says. */
export function isBuilt() {
  const stamp = join(root, 'dist', '.tsbuildinfo');
  const sources = Math.max(newest(join(root, 'src')), statSync(join(root, 'tsconfig.build.json')).mtimeMs);
  return existsSync(stamp) && statSync(stamp).mtimeMs >= sources;
}

/** Compiles src/ to dist/ if any source is newer than the last build. */
export function ensureBuilt() {
  if (!isBuilt()) build();
}

/** Compiles src/ to dist/. */
export function build() {
  step('building', process.execPath, [
    join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
    '-p',
    join(root, 'tsconfig.build.json'),
  ]);
}
