import { describe, expect, it } from 'vitest';
import { RepositoryError, type RepositoryErrorCode } from '../ports/repository-host.ts';
import { checkGitHub } from './check-github.ts';

const repositories = [{ repository: 'shop/deploy', base: 'main' }];
const facts = { isPublic: false, isArchived: false, defaultBranch: 'main' };
const tree = { commit: 'beef', files: new Map([['a.yaml', 'cafe']]), read: async () => undefined };

const readerOf = (given: Partial<typeof facts>) => ({
  facts: async () => ({ ...facts, ...given }),
  tree: async () => tree,
});
const failing = (code: RepositoryErrorCode) => ({
  facts: async () => facts,
  tree: async (): Promise<typeof tree> => {
    throw new RepositoryError(code, 'GitHub says no');
  },
});

describe('what doctor says of GitHub', () => {
  it('is nothing where none is configured', async () => {
    expect(await checkGitHub(undefined, [])).toEqual([]);
  });

  it.each([
    ['no credential', undefined, repositories, /no credential/u],
    ['no repository', readerOf({}), [], /no repository/u],
    ['an archived repository', readerOf({ isArchived: true }), repositories, /is archived/u],
    ['a base that is not there', failing('not-found'), repositories, /GitHub says no/u],
  ])('is a finding with its mend for %s', async (_what, reader, named, says) => {
    expect(await checkGitHub(reader, named)).toMatchObject([
      { status: 'finding', message: expect.stringMatching(says), mend: expect.any(String) },
    ]);
  });

  it('tells who does not answer from who refuses', async () => {
    expect(await checkGitHub(failing('unreachable'), repositories)).toMatchObject([
      { status: 'unreachable' },
    ]);
    expect(await checkGitHub(failing('unauthorized'), repositories)).toMatchObject([{ status: 'finding' }]);
  });

  it('is that it can be read, and what a public one means', async () => {
    expect(await checkGitHub(readerOf({}), repositories)).toEqual([
      { name: 'github shop/deploy', status: 'ok', message: '1 files at main' },
    ]);
    expect(await checkGitHub(readerOf({ isPublic: true }), repositories)).toMatchObject([
      { status: 'ok', message: expect.stringContaining('nothing but the cause') },
    ]);
  });
});
