import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTokensFile } from '../../src/store/tokens-file.ts';
import { testApp } from '../pages/test-app.ts';
import { runCli } from '../support/run-cli.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-tokens-'));
  file = join(folder, 'tokens.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('a token is shown once, kept as a hash, good for its scope, and of no use once it is removed', async () => {
  const added = await runCli([
    'token',
    'add',
    'board',
    '--role',
    'viewer',
    '--scope',
    'ledger:read',
    '--file',
    file,
  ]);
  const secret = added.stdout.trim();
  expect(readFileSync(file, 'utf8')).not.toContain(secret);
  expect((await runCli(['token', 'list', '--file', file])).stdout).toMatch(/^board +viewer +ledger:read$/mu);

  const { app } = testApp({ auth: { apiTokens: openTokensFile(file) } });
  const get = async (url: string) =>
    (await app.inject({ url, headers: { host: 'localhost', authorization: `Bearer ${secret}` } })).statusCode;
  expect(await get('/api/v1/ledger')).toBe(200);
  expect(await get('/api/v1/incidents')).toBe(403);
  await runCli(['token', 'remove', 'board', '--file', file]);
  expect(await get('/api/v1/ledger')).toBe(401);
});

it('a token does not take the name of that of the environment, nor a name twice', async () => {
  const add = (name: string) => runCli(['token', 'add', name, '--role', 'viewer', '--file', file]);
  expect(await add('api')).toMatchObject({ code: 2 });
  expect(await add('board')).toMatchObject({ code: 0 });
  expect(await add('board')).toMatchObject({ code: 2 });
});
