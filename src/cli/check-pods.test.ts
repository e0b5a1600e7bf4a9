import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../test/support/run-cli.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pods-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const pod = 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: web }] }\n';

async function check(content: string | Buffer) {
  const file = join(folder, 'pods.yaml');
  writeFileSync(file, content);
  return await runCli(['check', '--pod', file, '--level', 'baseline', '--json']);
}

describe('firebreak check --pod', () => {
  it.each([
    ['no YAML at all', '{{{', /pods\.yaml:1: /u],
    ['nested too deeply', '['.repeat(1_000), /pods\.yaml:1: nested too deeply/u],
    ['empty', '', /pods\.yaml: holds no document/u],
  ])('ends with 2 and one line where the file is %s', async (_what, text, message) => {
    const { code, stdout, stderr } = await check(text);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('goes on past an invalid document among others', async () => {
    const { code, stdout } = await check(`${pod}---\n{{{\n---\n${pod}`);
    const outcomes = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { outcome: string }).outcome);
    expect({ code, first: outcomes[0], more: outcomes.includes('refuse') }).toEqual({
      code: 1,
      first: 'pass',
      more: true,
    });
  });

  it.each([
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${pod}`)],
    ['UTF-16, as PowerShell writes it', Buffer.from(`\uFEFF${pod}`, 'utf16le')],
    ['lines that end as on Windows', pod.replaceAll('\n', '\r\n')],
  ])('reads %s', async (_what, content) => {
    expect(await check(content)).toMatchObject({ code: 0, stderr: '' });
  });
});
