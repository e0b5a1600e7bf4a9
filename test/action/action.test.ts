import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/prepare.mjs';
import { builtCommand } from '../support/built-command.ts';
import { action } from './action-file.ts';
import { type ActionRun, Change } from './change.ts';

const workload = (name: string, component: string, memory = '256Mi') => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  selector: { matchLabels: { app: shop, component: ${component} } }
  template:
    metadata: { labels: { app: shop, component: ${component} } }
    spec:
      containers:
        - name: ${name}
          image: registry.example/${name}:1
          resources: { limits: { memory: ${memory} } }
`;
const service = (selector: string) => `apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec:
  selector: { ${selector} }
  ports: [{ port: 80 }]
`;
const base = {
  'apps/web.yaml': workload('web', 'web'),
  'apps/postgres.yaml': workload('postgres', 'database'),
  'apps/service.yaml': service('app: shop, component: web'),
};
/** It sends half of the requests to the database. */
const trap = { 'apps/service.yaml': service('app: shop') };

let change: Change;
const changed = (...given: ConstructorParameters<typeof Change>) => (change = new Change(...given));
beforeAll(() => void builtCommand());
afterEach(() => change.remove());

const annotations = ({ lines }: ActionRun) => lines.filter((line) => line.startsWith('::'));

describe('a change of manifests', () => {
  it('that is harmless passes, and leaves nothing behind', () => {
    changed(base, { 'apps/web.yaml': workload('web', 'web', '512Mi') });
    const run = change.run({ path: 'apps' });
    expect(run).toMatchObject({ code: 0 });
    expect(annotations(run).filter((line) => line.startsWith('::error'))).toEqual([]);
    expect(change.leftovers()).toEqual([]);
  });

  it('that is dangerous fails with an annotation where it stands', () => {
    changed(base, trap);
    const run = change.run({ path: 'apps' });
    expect(run.code).toBe(1);
    expect(annotations(run)).toContainEqual(
      expect.stringMatching(
        /^::error file=apps\/service\.yaml,line=1,title=.*selector\.captures-second-workload/u,
      ),
    );
  });

  it('is judged from the merge base, not from what the base has become', () => {
    changed({ ...base, ...trap }, { 'README.md': 'Hello\n' });
    change.moveBase(base);
    expect(change.run({ path: '.' }).code).toBe(0);
  });

  it('of one file is judged, and one of a folder that is new', () => {
    changed({ 'README.md': 'Hello\n' }, { ...base, ...trap });
    expect(change.run({ path: 'apps' }).code).toBe(1);
    expect(change.run({ path: 'apps/web.yaml' }).code).toBe(0);
  });

  it('that deletes what a Service leads to is refused', () => {
    changed(base, { 'apps/web.yaml': null });
    const run = change.run({ path: 'apps' });
    expect(run.code).toBe(1);
    expect(run.output).toContain('selector.');
  });

  it('that deletes the whole folder is judged, not overlooked', () => {
    changed(base, { 'apps/web.yaml': null, 'apps/postgres.yaml': null, 'apps/service.yaml': null });
    const run = change.run({ path: 'apps', format: 'json' });
    expect(run.lines.filter((line) => line.startsWith('{')).length).toBeGreaterThan(0);
    expect([0, 1]).toContain(run.code);
  });

  it('that brings attributes hides nothing of the base', () => {
    changed(base, { ...trap, '.gitattributes': '* export-ignore export-subst ident\n' });
    expect(change.run({ path: 'apps' }).code).toBe(1);
  });

  it('that brings a link is refused', () => {
    changed(base, { 'apps/passwd.yaml': { link: '/etc/passwd' } });
    expect(change.run({ path: 'apps' }).code).toBe(1);
  });

  it.each([
    ['in place of the folder', { apps: { link: 'elsewhere' } }, 'apps'],
    ['on the way to it', { apps: { link: 'elsewhere' } }, 'apps/web'],
    ['that leads nowhere', { apps: { link: 'nowhere' } }, 'apps'],
  ])('that brings a link %s is refused', (_where, files, path) => {
    changed({ 'elsewhere/web/service.yaml': trap['apps/service.yaml'] }, files);
    const run = change.run({ path });
    expect(run.code).toBe(2);
    expect(run.output).toContain('a link');
  });
});

describe('the rules', () => {
  const packaged = (folder: string): Record<string, string> =>
    Object.fromEntries(
      readdirSync(join(root, folder))
        .filter((name) => statSync(join(root, folder, name)).isFile())
        .map((name) => [`${folder}/${name}`, readFileSync(join(root, folder, name), 'utf8')]),
    );
  const deny = `apiVersion: firebreak.dev/v1
kind: ActionPolicy
metadata: { name: frozen }
spec:
  rules:
    - name: frozen
      effect: deny
      actions: ["*"]
      kinds: [Deployment]
      namespaces: [shop]
      message: the shop is frozen
`;

  it('are those of the base: whoever edits them is judged by the old ones, and told so', () => {
    const policies = { ...packaged('policies'), 'policies/frozen.yaml': deny };
    changed(
      { ...base, ...policies },
      { 'policies/frozen.yaml': null, 'apps/web.yaml': workload('web', 'web', '512Mi') },
    );
    const run = change.run({ path: 'apps', policies: 'policies' });
    expect(run.output).toContain('it is judged by those of the base');
    expect(run.output).toContain('the shop is frozen');
    expect(run.code).toBe(1);
  });

  it('are those of the base as it is, for a branch that begins before it too', () => {
    changed({ ...base, ...packaged('policies') }, { 'apps/web.yaml': workload('web', 'web', '512Mi') });
    change.moveBase({ 'policies/frozen.yaml': deny });
    const run = change.run({ path: 'apps', policies: 'policies' });
    expect(run.output).toContain('the shop is frozen');
    expect(run.code).toBe(1);
  });

  it('have to be in the base', () => {
    changed(base, packaged('policies'));
    const run = change.run({ path: 'apps', policies: 'policies' });
    expect(run.code).toBe(2);
    expect(run.output).toContain('merge them first');
  });
});

describe('names that a stranger chooses', () => {
  const names = [
    'apps/$(touch pwned).yaml',
    'apps/`touch pwned`.yaml',
    'apps/; touch pwned;.yaml',
    'apps/\'"quotes.yaml',
    'apps/-rf.yaml',
    'apps/--policies.yaml',
    'apps/new\nline\n::error::forged.yaml',
    'apps/::stop-commands::x.yaml',
    'apps/%0A::warning::forged.yaml',
    'apps/*.yaml',
  ];
  const hostile = Object.fromEntries(names.map((name, index) => [name, workload(`w${index}`, `c${index}`)]));
  const isOurs = /^::(?:error|warning|notice) (?:file=[^\n]*,line=\d+,)?title=Firebreak[^\n]*::/u;

  it.each(['github', 'text', 'json'])('run nothing and forge nothing, with the format %s', (format) => {
    changed(
      { ...base, ...hostile },
      { ...trap, ...Object.fromEntries(names.map((name) => [name, null])) },
      'x;touch$IFS-pwned;$(id)',
    );
    const run = change.run({ path: '.', format });
    expect(run.code).toBe(1);
    expect(change.leftovers()).toEqual([]);
    const commands = annotations(run);
    const unwanted =
      format === 'github'
        ? commands.filter((line) => !isOurs.test(line))
        : commands.slice(1, -1).filter(() => commands[0]?.startsWith('::stop-commands::firebreak.') !== true);
    expect(unwanted).toEqual([]);
  });

  it('do the same where they are added', () => {
    changed(base, { ...trap, ...hostile });
    const run = change.run({ path: 'apps' });
    expect(run.code).toBe(1);
    expect(change.leftovers()).toEqual([]);
    expect(annotations(run).filter((line) => !isOurs.test(line))).toEqual([]);
  });
});

describe('the action refuses', () => {
  it.each([
    ['pull_request_target', {}, { event: 'pull_request_target' }, 'never on pull_request_target'],
    ['to run without a base', {}, { event: 'push' }, 'give the input base'],
    ['a path outside', { path: '../..' }, {}, 'relative to the repository'],
    ['an absolute path', { path: '/etc' }, {}, 'relative to the repository'],
    ['a path that is nowhere', { path: 'gone' }, {}, 'neither in the change nor in its base'],
    ['a base that is an option', { base: '--help' }, {}, 'fetch-depth: 0'],
    ['a base that is not there', { base: 'f'.repeat(40) }, {}, 'fetch-depth: 0'],
    ['policies outside', { policies: '../policies' }, {}, 'relative to the repository'],
    ['a dump that is not in the base', { dump: 'dump' }, {}, 'the dump is not in the base'],
  ])('%s', (_what, inputs, options, says) => {
    changed(base, trap);
    const run = change.run({ path: 'apps', ...inputs }, options);
    expect(run.code).toBe(2);
    expect(run.output).toContain(says);
    expect(change.leftovers()).toEqual([]);
  });
});

describe('its scripts', () => {
  it('hold no expression: what is put into a script is run', () => {
    changed({}, {});
    for (const { run } of action.runs.steps) expect(run).not.toContain('${{');
  });

  it('judge against the recorded state of a cluster', () => {
    const { 'apps/postgres.yaml': postgres, ...rest } = base;
    changed({ ...rest, 'dump/cluster/postgres.yaml': postgres }, trap);
    expect(change.run({ path: 'apps' }).code).toBe(0);
    expect(change.run({ path: 'apps', dump: 'dump' }).code).toBe(1);
  });
});
