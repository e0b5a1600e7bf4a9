import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { root } from '../../scripts/prepare.mjs';

const files = ['package.json', 'package-lock.json', 'scripts/prepare.mjs', 'scripts/install-to-build.mjs'];
const manifest = z.looseObject({ devDependencies: z.record(z.string(), z.string()) });
const lock = z.object({ packages: z.record(z.string(), z.looseObject({})) });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-install-'));
  for (const file of files) cpSync(join(root, file), join(folder, file));
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'node_modules/old'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the script in a checkout of its own, with an npm that keeps what it was asked. */
function install(npm: string) {
  writeFileSync(join(folder, 'bin/npm'), `#!/bin/sh\n${npm}\n`);
  chmodSync(join(folder, 'bin/npm'), 0o755);
  const { status } = spawnSync(process.execPath, [join(folder, 'scripts/install-to-build.mjs')], {
    env: { PATH: [join(folder, 'bin'), process.env['PATH']].join(delimiter) },
  });
  return { status, left: readdirSync(folder).filter((name) => name.startsWith('.install-')) };
}

const textOf = (file: string) => readFileSync(join(folder, file), 'utf8');
const installing =
  'mkdir node_modules && cp package.json package-lock.json node_modules/ && echo "$@" > node_modules/asked';

describe('what the action installs', () => {
  it('is what is locked, without scripts, and of the tools only those of the build', () => {
    expect(install(installing)).toEqual({ status: 0, left: [] });

    expect(textOf('node_modules/asked')).toContain('ci --ignore-scripts');
    const asked = manifest.parse(JSON.parse(textOf('node_modules/package.json')));
    const whole = manifest.parse(JSON.parse(textOf('package.json')));
    expect(Object.keys(asked.devDependencies).toSorted()).toEqual(['@types/node', 'typescript']);
    expect({ ...asked, devDependencies: 0 }).toEqual({ ...whole, devDependencies: 0 });

    const { '': _asked, ...packages } = lock.parse(
      JSON.parse(textOf('node_modules/package-lock.json')),
    ).packages;
    const { '': _whole, ...locked } = lock.parse(JSON.parse(textOf('package-lock.json'))).packages;
    expect(packages).toEqual(locked);
  });

  it('takes the place of what was there before, and leaves the checkout as it is', () => {
    install(installing);
    expect(existsSync(join(folder, 'node_modules/old'))).toBe(false);
    for (const file of files) expect(textOf(file)).toBe(readFileSync(join(root, file), 'utf8'));
  });

  it('stays as it was where npm fails, and the step fails with it', () => {
    expect(install('mkdir node_modules; exit 7')).toEqual({ status: 7, left: [] });
    expect(existsSync(join(folder, 'node_modules/old'))).toBe(true);
  });
});
