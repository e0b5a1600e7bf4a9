import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig, type Settings } from '../../src/config.ts';
import { repositoryText } from '../support/repository.ts';

describe('docs/pull-requests.md', () => {
  it('shows a configuration that is taken as it stands', () => {
    const text = repositoryText('docs/pull-requests.md');
    const examples = [...text.matchAll(/```yaml\n# firebreak\.yaml\n([\s\S]*?)```/gu)].map(
      ([, yaml]) => yaml ?? '',
    );
    const given = Object.assign({}, ...examples.map((yaml) => parse(yaml) as object)) as Partial<Settings>;
    const { settings } = loadConfig({
      FIREBREAK_REPOSITORIES: JSON.stringify(given.repositories),
      FIREBREAK_POLICIES_REPOSITORY: JSON.stringify(given.policiesRepository),
    });
    expect(settings).toMatchObject(given);
    expect(Object.keys(given)).toEqual(['repositories', 'policiesRepository']);
  });
});
