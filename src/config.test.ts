import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError, describeConfig, loadConfig } from './config.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('settings', () => {
  it('are safe where nothing is given: this machine alone, and nothing is written', () => {
    expect(loadConfig({}).settings).toMatchObject({ host: '127.0.0.1', mode: 'dry-run', models: [] });
  });

  it('come from the environment before the file before the default, and say so', () => {
    const config = loadConfig({ FIREBREAK_PORT: '9000' }, file('a.yaml', 'port: 7000\ncluster: homelab\n'));
    expect(config.settings).toMatchObject({ port: 9000, cluster: 'homelab', settleSeconds: 30 });
    expect(config.sources).toMatchObject({
      port: 'environment FIREBREAK_PORT',
      cluster: expect.stringMatching(/^file .*a\.yaml:2$/u) as string,
      settleSeconds: 'default',
    });
  });

  it.each(['port: *nowhere\n', 'host: &name example\ncluster: *name\n'])('take no aliases: %j', (text) => {
    expect(() => loadConfig({}, file('alias.yaml', text))).toThrow(/alias\.yaml:1: aliases/u);
  });

  it('take a secret from a file', () => {
    const path = file('token', 'a-long-enough-token\n');
    expect(loadConfig({ FIREBREAK_API_TOKEN_FILE: path }).settings.apiToken).toBe('a-long-enough-token');
  });

  it('read models in order', () => {
    const { models } = loadConfig({ FIREBREAK_MODELS: 'litellm:claude-haiku, litellm:nova-micro' }).settings;
    expect(models).toEqual(['litellm:claude-haiku', 'litellm:nova-micro']);
  });

  it.each([
    ['a setting that there is not', 'prot: 1\n', {}, /b\.yaml:1: there is no setting "prot"/u],
    ['a value that does not fit', 'port: many\n', {}, /b\.yaml:1: port: a whole number/u],
    ['text for a number', '', { FIREBREAK_SETTLE_SECONDS: 'soon' }, /settleSeconds: a whole number/u],
    ['YAML that is none', 'port: [1\n', {}, /b\.yaml:/u],
    ['PostgreSQL, for now', '', { DATABASE_URL: 'postgres://db' }, /PostgreSQL is not supported yet/u],
    ['a mode that there is not', '', { FIREBREAK_MODE: 'yolo' }, /environment FIREBREAK_MODE: mode:/u],
    [
      'a secret file that is not there',
      '',
      { LITELLM_API_KEY_FILE: '/nowhere' },
      /LITELLM_API_KEY_FILE: cannot be read/u,
    ],
  ])('refuse %s, saying where and what would be right', (_what, text, environment, message) => {
    const load = () => loadConfig(environment, file('b.yaml', text));
    expect(load).toThrow(ConfigError);
    expect(load).toThrow(message);
  });

  it('never show a secret', () => {
    const shown = JSON.stringify(
      describeConfig(loadConfig({ LITELLM_API_KEY: 'sk-very-secret', FIREBREAK_WEBHOOK_TOKEN: 'hook' })),
    );
    expect(shown).not.toMatch(/sk-very-secret|hook"/u);
    expect(shown).toContain('(set)');
  });
});
