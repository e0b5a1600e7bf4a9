import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lintRunbooks } from './runbook-lint.ts';
import {
  chooseRunbooks,
  loadRunbooks,
  packagedRunbooks,
  readable,
  readRunbooks,
  RunbookError,
} from './runbooks.ts';
import { taxonomy } from './taxonomy.ts';

describe('the packaged runbooks', () => {
  const runbooks = loadRunbooks();

  it('hold what the linter asks of anybody', () => {
    expect(lintRunbooks(readable(readRunbooks(packagedRunbooks)))).toEqual([]);
  });

  it('answer for every cause, save for what needs none', () => {
    const answered = new Set(runbooks.flatMap(({ causes }) => causes));
    const unanswered = Object.keys(taxonomy).filter((cause) => !answered.has(cause));
    expect(unanswered).toEqual(['transient.recovered']);
  });

  it('are chosen by the best cause, then by alert, then by the other causes, each once', () => {
    const chosen = chooseRunbooks(runbooks, {
      causes: ['image.pull-denied', 'node.not-ready', 'job.failed'],
      alertNames: ['KubeJobFailed', 'Unheard'],
    });
    expect(chosen.map(({ file }) => file)).toEqual([
      'image-pulls.md',
      'failed-jobs.md',
      'nodes-not-ready.md',
    ]);
  });
});

describe('a folder of one’s own', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'runbooks-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const runbook = (title: string, alert: string) =>
    `---\napiVersion: firebreak.dev/v1\nkind: Runbook\ntitle: ${title}\nalerts: [${alert}]\n---\n## Meaning\nm\n## Impact\ni\n## Diagnosis\nd\n## Mitigation\nx\n`;

  it('overrides by name, adds what is new, and goes first', () => {
    mkdirSync(join(folder, 'shop'));
    writeFileSync(join(folder, 'failed-jobs.md'), runbook('Our Jobs', 'KubeJobFailed'));
    writeFileSync(join(folder, 'shop/nodes.md'), runbook('Our nodes', 'KubeNodeNotReady'));

    const runbooks = loadRunbooks(folder);

    expect(runbooks.slice(0, 2)).toMatchObject([
      { file: 'failed-jobs.md', title: 'Our Jobs', packaged: false },
      { file: 'shop/nodes.md', packaged: false },
    ]);
    expect(runbooks).toHaveLength(loadRunbooks().length + 1);
    const chosen = chooseRunbooks(runbooks, { causes: [], alertNames: ['KubeNodeNotReady'] });
    expect(chosen.map(({ title }) => title)).toEqual(['Our nodes']);
  });

  it('may hold a README.md, and the hidden copies of a mounted ConfigMap', () => {
    mkdirSync(join(folder, '..2026_03_04'));
    writeFileSync(join(folder, '..2026_03_04/a.md'), runbook('A', 'A'));
    writeFileSync(join(folder, 'a.md'), runbook('A', 'A'));
    writeFileSync(join(folder, 'README.md'), '# Ours');
    expect(loadRunbooks(folder).filter(({ packaged }) => !packaged)).toHaveLength(1);
  });

  it('stops the start with every mistake at once', () => {
    writeFileSync(join(folder, 'a.md'), 'no head');
    writeFileSync(join(folder, 'b.md'), runbook('B', 'B').replace('\nd\n', '\n'));
    expect(() => loadRunbooks(folder)).toThrow(/^a\.md:1: no YAML head.*\nb\.md:11: no text under/u);
  });

  it('that is not there is a mistake of its own', () => {
    expect(() => loadRunbooks(join(folder, 'nowhere'))).toThrow(RunbookError);
  });
});
