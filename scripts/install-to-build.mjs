// Installs what building and running take and none of the other tools of development, for whoever only builds: the
// versions and hashes are those of package-lock.json, and no package runs a script of its own.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './prepare.mjs';

/** What `tsc -p tsconfig.build.json` takes beside the dependencies. */
const tools = ['typescript', '@types/node'];

function reduced({ devDependencies, ...rest }) {
  return { ...rest, devDependencies: Object.fromEntries(tools.map((name) => [name, devDependencies[name]])) };
}

const read = (name) => JSON.parse(readFileSync(join(root, name), 'utf8'));
const { packages, ...lock } = read('package-lock.json');
const files = {
  'package.json': reduced(read('package.json')),
  // npm leaves out what nothing in here asks for any more.
  'package-lock.json': { ...lock, packages: { ...packages, '': reduced(packages['']) } },
};

// Beside node_modules, so that it is moved and not copied.
const folder = mkdtempSync(join(root, '.install-'));
try {
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(folder, name), JSON.stringify(content));
  const { status } = spawnSync(
    'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: folder,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    },
  );
  if (status !== 0) process.exitCode = status ?? 1;
  else {
    rmSync(join(root, 'node_modules'), { recursive: true, force: true });
    renameSync(join(folder, 'node_modules'), join(root, 'node_modules'));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
