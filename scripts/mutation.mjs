// `node scripts/mutation.mjs [--strings] [area…]`: how many deliberate faults in src/guardrails the unit tests notice.
// An area is a file or folder below src/guardrails, without the extension; none means all of them. Changed string
// literals, mostly wording, are left out unless asked for. Stryker is heavy and needed here alone, so it is installed
// into .cache/mutation, where the vitest of the project is still found.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ensureInstalled, root } from './prepare.mjs';
import { scoreTable, survivors } from './mutation-report.mjs';

// 10.x needs Node 22.
const stryker = '9.6.1';
const folder = join(root, '.cache', 'mutation');
const guardrails = join('src', 'guardrails');

function run(command, args, cwd, env = process.env) {
  const { status } = spawnSync(command, args, { cwd, env, stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(status ?? 1);
}

function ensureStryker() {
  const installed = join(folder, 'node_modules', '@stryker-mutator', 'core', 'package.json');
  if (existsSync(installed) && JSON.parse(readFileSync(installed, 'utf8')).version === stryker) return;
  mkdirSync(folder, { recursive: true });
  const packages = ['core', 'vitest-runner', 'api'].map((name) => [`@stryker-mutator/${name}`, stryker]);
  const manifest = { private: true, dependencies: Object.fromEntries(packages) };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  run('npm', ['install', '--legacy-peer-deps', '--no-audit', '--no-fund', '--loglevel=error'], folder);
}

/** The sources of an area, as a pattern. */
function patternOf(area) {
  const path = join(guardrails, area);
  if (existsSync(join(root, path)) && statSync(join(root, path)).isDirectory()) return `${path}/**/*.ts`;
  if (existsSync(join(root, `${path}.ts`))) return `${path}.ts`;
  process.stderr.write(`${area} is neither a folder nor a file below ${guardrails}\n`);
  process.exit(2);
}

ensureInstalled();
const strings = process.argv.includes('--strings');
const areas = process.argv.slice(2).filter((argument) => argument !== '--strings');
const mutate = areas.length === 0 ? [`${guardrails}/**/*.ts`] : areas.map(patternOf);
ensureStryker();

const name = createHash('sha256')
  .update(JSON.stringify([strings, areas]))
  .digest('hex')
  .slice(0, 8);
const report = join(folder, `report-${name}.json`);
const configuration = join(folder, `stryker-${name}.json`);
const modules = join(folder, 'node_modules', '@stryker-mutator');
writeFileSync(
  configuration,
  JSON.stringify({
    mutate: [...mutate, '!**/*.test.ts'],
    mutator: { excludedMutations: strings ? [] : ['StringLiteral'] },
    testRunner: 'vitest',
    plugins: [join(modules, 'vitest-runner', 'dist', 'src', 'index.js')],
    vitest: { configFile: 'vitest.mutation.config.ts' },
    reporters: ['json', 'progress-append-only'],
    jsonReporter: { fileName: relative(root, report) },
    tempDirName: relative(root, join(folder, `sandbox-${name}`)),
    // A link would let the clean-up of a sandbox reach the project's own packages; they are found above it anyway.
    symlinkNodeModules: false,
    ignorePatterns: ['.*', 'coverage', 'data', 'dist', 'docs', 'practice'],
    // It would be read with an interface that TypeScript 7 no longer has, and nothing here compiles.
    tsconfigFile: 'none',
    concurrency: 2,
    // A busy machine is not an endless loop: what times out counts as caught.
    timeoutMS: 90_000,
    warnings: { slow: false },
    allowEmpty: false,
  }),
);
run(process.execPath, [join(modules, 'core', 'bin', 'stryker.js'), 'run', configuration], root, {
  ...process.env,
  FIREBREAK_MUTATED: [...new Set(areas.map((area) => area.split('/')[0]))].join(','),
});

const { files } = JSON.parse(readFileSync(report, 'utf8'));
process.stdout.write(`${scoreTable(files)}\n\n${survivors(files)}\n`);
