import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../support/run-cli.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('firebreak serve', () => {
  it.each([
    ['a kubeconfig that is not there', () => join(folder, 'nowhere'), /cannot be read \(ENOENT\)/u],
    [
      'a kubeconfig that is YAML and no kubeconfig',
      () => file('list', '- token: hunter2\n'),
      /is not a kubeconfig/u,
    ],
    [
      'a kubeconfig that is not YAML',
      () => file('broken', 'users: [{token: hunter2'),
      /is not a kubeconfig/u,
    ],
  ])('says of %s, in one line and without quoting it, what is wrong', async (_what, path, message) => {
    const environment = { KUBECONFIG: path(), FIREBREAK_DATA_DIR: join(folder, 'data') };
    const { code, stdout, stderr } = await runCli(['serve'], { environment });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).not.toContain('hunter2');
  });

  it('says where a setting is wrong', async () => {
    const { code, stderr } = await runCli(['serve'], { environment: { FIREBREAK_MODE: 'yolo' } });
    expect(code).toBe(2);
    expect(stderr).toContain('environment FIREBREAK_MODE: mode:');
  });
});
