import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../support/run-cli.ts';

describe('firebreak runbook lint', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'firebreak-runbooks-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const broken =
    '---\napiVersion: firebreak.dev/v1\nkind: Runbook\ntitle: T\nalerts: [A]\nkubectl:\n  - kubectl drain worker-1\n---\n## Meaning\nm\n## Impact\ni\n## Diagnosis\nd\n## Mitigation\nx\n';

  it('finds nothing in the packaged ones', async () => {
    const { code, stdout } = await runCli(['runbook', 'lint']);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^\d+ runbooks, 0 findings\n$/u)]);
  });

  it('says where, what, and what would be right, and ends with 1', async () => {
    writeFileSync(join(folder, 'a.md'), broken);
    writeFileSync(join(folder, 'b.md'), 'text');

    const { code, stdout } = await runCli(['runbook', 'lint', folder]);

    expect(code).toBe(1);
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^b\.md:1: no YAML head; begin the file/u),
      expect.stringMatching(/^a\.md:7: kubectl drain worker-1: kubectl\./u),
      '2 runbooks, 2 findings',
      '',
    ]);
  });

  it('tells programs the same', async () => {
    writeFileSync(join(folder, 'a.md'), broken);
    const { code, stdout } = await runCli(['runbook', 'lint', folder, '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ runbooks: 1, findings: [{ file: 'a.md', line: 7 }] });
  });

  it.each([
    ['is not there', 'nowhere', 'cannot be read'],
    ['holds none', '.', 'holds no runbook'],
  ])('ends with 2 where the folder %s', async (_case, below, message) => {
    const { code, stderr } = await runCli(['runbook', 'lint', join(folder, below)]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
