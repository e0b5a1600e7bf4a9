import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isExecutable, run } from './shell.mjs';

const VERSION = '1.106.2';

function paths(cache) {
  const folder = join(cache, 'litellm');
  return { folder, binary: join(folder, 'bin', 'litellm'), stamp: join(folder, 'version') };
}

export const litellm = {
  name: 'litellm',
  what: `LiteLLM proxy ${VERSION}`,
  remedy: 'needs python3 (3.10 or newer) with its venv module, and PyPI',
  missing(cache) {
    const { binary, stamp } = paths(cache);
    // The stamp is written last: a venv whose installation was interrupted has the program, but not all of it.
    return isExecutable(binary) && existsSync(stamp) && readFileSync(stamp, 'utf8') === VERSION
      ? []
      : ['litellm'];
  },
  provision(cache) {
    const { folder, stamp } = paths(cache);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    run('python3', ['-m', 'venv', folder]);
    run(join(folder, 'bin', 'pip'), [
      'install',
      '--disable-pip-version-check',
      '--quiet',
      `litellm[proxy]==${VERSION}`,
    ]);
    writeFileSync(stamp, VERSION);
  },
};
