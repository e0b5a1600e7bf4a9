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

  it.each([
    [
      'an address that is not of this machine',
      { FIREBREAK_HOST: '192.0.2.1' },
      /cannot listen on 192\.0\.2\.1/u,
    ],
    [
      'a data folder that is a file',
      { FIREBREAK_DATA_DIR: () => file('taken', '') },
      /FIREBREAK_DATA_DIR: \S+taken cannot be written/u,
    ],
  ])('says of %s in one line what would be right', async (_what, given, message) => {
    const kubeConfig = file(
      'far',
      'clusters: [{ name: c, cluster: { server: "https://127.0.0.1:1" } }]\ncontexts: [{ name: c, context: { cluster: c } }]\ncurrent-context: c\n',
    );
    const environment = {
      KUBECONFIG: kubeConfig,
      FIREBREAK_DATA_DIR: join(folder, 'data'),
      FIREBREAK_PORT: '0',
      LOG_LEVEL: 'silent',
      ...Object.fromEntries(
        Object.entries(given).map(([name, value]) => [name, typeof value === 'string' ? value : value()]),
      ),
    };
    const { code, stdout, stderr } = await runCli(['serve'], { environment });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('says where a file of settings is no YAML, once and without quoting it', async () => {
    const config = file('firebreak.yaml', 'mode: [\napiToken: hunter2\n');
    const { code, stderr } = await runCli(['serve', '--config', config], {});
    expect(code).toBe(2);
    expect(stderr).toMatch(/firebreak\.yaml:2: [^\n]+; mend the YAML\n$/u);
    expect(stderr).not.toContain('hunter2');
  });

  it('says where a setting is wrong', async () => {
    const { code, stderr } = await runCli(['serve'], { environment: { FIREBREAK_MODE: 'yolo' } });
    expect(code).toBe(2);
    expect(stderr).toContain('environment FIREBREAK_MODE: mode:');
  });
});
