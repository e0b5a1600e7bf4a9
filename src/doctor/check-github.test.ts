import { describe, expect, it } from 'vitest';
import {
  type MissingPermission,
  RepositoryError,
  type RepositoryErrorCode,
} from '../ports/repository-host.ts';
import { checkGitHub, type GitHubAccess } from './check-github.ts';

const settings = {
  repositories: [{ repository: 'shop/deploy', base: 'main' }],
  githubWebhookSecret: 'signed-by-both',
  pullRequestPollSeconds: 60,
};
const none = { ...settings, repositories: [], githubWebhookSecret: undefined };
const facts = { isPublic: false, isArchived: false, defaultBranch: 'main' };
const tree = { commit: 'beef', files: new Map([['a.yaml', 'cafe']]), read: async () => undefined };

const accessTo = (
  given: Partial<typeof facts>,
  missing: readonly MissingPermission[] = [],
): GitHubAccess => ({
  reader: { facts: async () => ({ ...facts, ...given }), tree: async () => tree },
  access: { missing: async () => missing },
  kind: 'token',
});
const failing = (code: RepositoryErrorCode, kind: GitHubAccess['kind'] = 'token'): GitHubAccess => ({
  ...accessTo({}),
  reader: {
    facts: async () => facts,
    tree: async (): Promise<typeof tree> => {
      throw new RepositoryError(code, 'GitHub says no');
    },
  },
  kind,
});

describe('what doctor says of GitHub', () => {
  it('is nothing where none is configured', async () => {
    expect(await checkGitHub(undefined, none)).toEqual([]);
  });

  it.each([
    ['no credential', undefined, settings, /no credential/u],
    ['no credential beside a webhook', undefined, { ...none, githubWebhookSecret: 'x' }, /no credential/u],
    ['no repository', accessTo({}), none, /no repository/u],
    ['an archived repository', accessTo({ isArchived: true }), settings, /is archived/u],
    ['a base that is not there', failing('not-found'), settings, /GitHub says no/u],
    ['a right to write that lacks', accessTo({}, ['contents: write']), settings, /lacks contents: write/u],
  ])('is a finding with its mend for %s', async (_what, github, given, says) => {
    const [check] = await checkGitHub(github, given);
    expect(check).toMatchObject({
      status: 'finding',
      message: expect.stringMatching(says) as string,
      mend: expect.any(String) as string,
    });
  });

  it.each(['unauthorized', 'forbidden', 'not-found'] as const)(
    'names another mend to those with an App, where the answer is %s',
    async (code) => {
      const mends = [failing(code), failing(code, 'app')].map(
        async (github) => (await checkGitHub(github, settings))[0]?.mend,
      );
      const [token, app] = await Promise.all(mends);
      expect(token).toContain('token');
      expect(app).toContain('App');
    },
  );

  it('tells who does not answer from who refuses', async () => {
    expect(await checkGitHub(failing('unreachable'), settings)).toMatchObject([
      { status: 'unreachable' },
      { status: 'ok' },
    ]);
    expect(await checkGitHub(failing('unauthorized'), settings)).toMatchObject([
      { status: 'finding' },
      { status: 'ok' },
    ]);
  });

  it('is that it can be read, and what a public one means', async () => {
    expect(await checkGitHub(accessTo({}), settings)).toMatchObject([
      { name: 'github shop/deploy', status: 'ok', message: '1 files at main' },
      { name: 'github webhook', status: 'ok' },
    ]);
    expect(await checkGitHub(accessTo({ isPublic: true }), settings)).toMatchObject([
      { status: 'ok', message: expect.stringContaining('nothing but the cause') as string },
      { status: 'ok' },
    ]);
  });
});
