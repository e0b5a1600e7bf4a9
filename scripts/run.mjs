// `npm run firebreak -- ARGS` and `npm run demo`: the built command, built first only if needed.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, root } from './prepare.mjs';

ensureInstalled();
ensureBuilt();
const child = spawn(process.execPath, [join(root, 'dist', 'main.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  // npm changes the folder to the package's; relative paths are the caller's.
  cwd: process.env.INIT_CWD ?? process.cwd(),
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
