import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../src/config.ts';
import { repositoryText } from '../support/repository.ts';

describe('docs/pull-requests.md', () => {
  it('shows a configuration that is taken as it stands', () => {
    const text = repositoryText('docs/pull-requests.md');
    const [, yaml = ''] = /```yaml\n# firebreak\.yaml\n([\s\S]*?)```/u.exec(text) ?? [];
    const { repositories } = parse(yaml) as { readonly repositories: unknown };
    const { settings } = loadConfig({ FIREBREAK_REPOSITORIES: JSON.stringify(repositories) });
    expect(settings.repositories).toEqual(repositories);
  });
});
