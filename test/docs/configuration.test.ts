import { describe, expect, it } from 'vitest';
import { type ConfigKey, configKeys } from '../../src/config-keys/index.ts';
import { repositoryText, tableRows } from '../support/repository.ts';

describe('docs/configuration.md', () => {
  it('lists every setting with its variable, default and meaning, and nothing else', () => {
    const [, ...rows] = tableRows(repositoryText('docs/configuration.md'));
    const settings = Object.entries<ConfigKey>(configKeys).map(
      ([name, { env, fallback, meaning, secret }]) => {
        const shown = Array.isArray(fallback)
          ? fallback.join(',') || 'none'
          : String((fallback as string | number | undefined) ?? '');
        return [name, env, shown, secret === true ? `${meaning} (secret)` : meaning];
      },
    );
    expect(rows).toEqual(settings);
  });
});
