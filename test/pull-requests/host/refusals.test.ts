import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blobSha } from '../../../src/adapters/github/blob-sha.ts';
import type { GitHubHost } from '../../../src/adapters/github/github-host.ts';
import { type FakeGitHub, startFakeGitHub } from '../../parts/fake-github.ts';
import { content, firstFiles, hostOf, manifest, repositoryName } from './host-rig.ts';

const token = 'github_pat_secret0secret0secret0';

let github: FakeGitHub;
let repository: ReturnType<FakeGitHub['repository']>;
let host: GitHubHost;
beforeEach(async () => {
  github = await startFakeGitHub();
  github.token(token);
  repository = github.repository(repositoryName, firstFiles);
  host = await hostOf(github, token, 2_000);
});
afterEach(() => github.stop());

const open = () => host.writer.open(content());

/** What an attempt ends with: never a secret, always a sentence. */
async function refusalOf(attempt: Promise<unknown>) {
  const error: unknown = await attempt.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(Error);
  expect(
    JSON.stringify([error, String(error), (error as Error).stack, (error as Error).cause]),
  ).not.toContain(token);
  return error as Error & { readonly code: string; readonly retryAfterSeconds?: number };
}

const createRef = 'POST /repos/{owner}/{repo}/git/refs';
const createPull = 'POST /repos/{owner}/{repo}/pulls';

describe('GitHub refuses, and afterwards the same call ends well', () => {
  it('an expired token: 401', async () => {
    github.token(token, { isExpired: true });
    expect(await refusalOf(open())).toMatchObject({
      code: 'unauthorized',
      message: expect.stringContaining('renew GITHUB_TOKEN'),
    });
    github.token(token);
    expect((await open()).state).toBe('open');
  });

  it('a missing permission: 403 that names it', async () => {
    github.token(token, { permissions: { metadata: 'read', contents: 'read', pull_requests: 'write' } });
    const refused = await refusalOf(open());
    expect(refused).toMatchObject({ code: 'forbidden' });
    expect(refused.message).toContain('it needs contents=write');
    github.token(token);
    expect((await open()).state).toBe('open');
  });

  it('a repository that the token does not see: 404', async () => {
    const elsewhere = host.writer.open(content({ repository: 'shop/secret' }));
    expect(await refusalOf(elsewhere)).toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('access to the repository'),
    });
  });

  it.each([
    ['403 with Retry-After', 403, { 'retry-after': '42' }, 42],
    ['429 with Retry-After', 429, { 'retry-after': '7' }, 7],
    ['403 without a time', 403, {}, 60],
  ])('a secondary rate limit: %s', async (_what, status, headers, seconds) => {
    const message =
      'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
    github.fault(createPull, { status, headers, message });
    expect(await refusalOf(open())).toMatchObject({ code: 'rate-limited', retryAfterSeconds: seconds });
    expect((await open()).number).toBe(1);
    expect(repository.pulls).toHaveLength(1);
  });

  it('the primary rate limit: until it is reset', async () => {
    const reset = Math.floor(Date.now() / 1_000) + 600;
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) };
    github.fault(createPull, { status: 403, headers, message: 'API rate limit exceeded' });
    const { code, retryAfterSeconds } = await refusalOf(open());
    expect(code).toBe('rate-limited');
    expect(retryAfterSeconds).toBeGreaterThan(500);
  });

  it('a base that has moved past what was edited: 409 of ours', async () => {
    repository.commit('main', { 'apps/shop.yaml': 'other: 1\n' });
    expect(await refusalOf(open())).toMatchObject({
      code: 'moved',
      message: expect.stringContaining('made anew'),
    });
  });

  it('an empty repository: 409', async () => {
    repository.isEmpty = true;
    expect(await refusalOf(open())).toMatchObject({ code: 'conflict' });
  });

  it('a rule on branches: 422, and nothing is left behind', async () => {
    repository.creationRule = /^firebreak/u;
    const refused = await refusalOf(open());
    expect(refused).toMatchObject({ code: 'protected' });
    expect(refused.message).toContain('let the token or App create branches called firebreak/*');
    expect(repository.git.branches()).toEqual(['main']);
    delete repository.creationRule;
    expect((await open()).state).toBe('open');
  });

  it('a rule on updates leaves the pull request where it is', async () => {
    const first = await open();
    repository.updateRule = /^firebreak/u;
    repository.commit('main', { 'README.md': '# Moved\n' });
    expect((await open()).headCommit).toBe(first.headCommit);
  });

  it('an archived repository: before anything is written', async () => {
    repository.isArchived = true;
    expect(await refusalOf(open())).toMatchObject({ code: 'archived' });
    expect(github.calls.every(({ route }) => route.startsWith('GET '))).toBe(true);
  });

  it('a repository that has been renamed: nobody is led elsewhere', async () => {
    github.fault('GET /repos/{owner}/{repo}', {
      status: 301,
      message: 'Moved Permanently',
      headers: { location: 'https://api.github.com/repositories/1' },
    });
    expect(await refusalOf(open())).toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('moved'),
    });
  });

  it('a branch that does not exist to merge into: 404', async () => {
    const refused = await refusalOf(host.writer.open(content({ base: 'gone' })));
    expect(refused).toMatchObject({ code: 'not-found', message: expect.stringContaining('no branch gone') });
  });

  it('drafts that the plan does not have: 422, and it is opened ordinarily, which is said', async () => {
    repository.hasDrafts = false;
    const status = await host.writer.open(content({ draft: true }));
    expect(status).toMatchObject({ state: 'open', warnings: [expect.stringContaining('it is no draft')] });
    expect(status.draft).toBeUndefined();
    expect(repository.pulls).toMatchObject([{ draft: false }]);
  });

  it('a draft for another reason: 422, and that reason is told', async () => {
    github.fault(createPull, { status: 422, message: 'Validation Failed' }, 2);
    const refused = await refusalOf(host.writer.open(content({ draft: true })));
    expect(refused).toMatchObject({ code: 'invalid', message: expect.stringContaining('Validation Failed') });
    expect(repository.pulls).toEqual([]);
  });

  it.each(['lost-request', 'lost-answer', 'hang'] as const)(
    'an answer that does not come: %s',
    async (fault) => {
      github.fault(createRef, fault, 2);
      expect(await refusalOf(open())).toMatchObject({ code: 'unreachable' });
      expect((await open()).number).toBe(1);
      expect(repository.git.branches()).toEqual([content().branch, 'main']);
    },
  );

  it('a failure that passes: it is tried once more by itself', async () => {
    github.fault(createPull, { status: 502, message: 'Server Error' });
    expect((await open()).state).toBe('open');
  });

  it('failures that do not pass: 5xx', async () => {
    github.fault(createPull, { status: 502, message: 'Server Error' }, 2);
    expect(await refusalOf(open())).toMatchObject({ code: 'server-error' });
  });
});

describe('what is never written, whoever asks', () => {
  it('what the content alone tells: GitHub is not even asked', async () => {
    const files = [{ path: '.github/workflows/evil.yml', content: 'on: push\n' }];
    expect((await refusalOf(host.writer.open(content({ files })))).code).toBe('invalid');
    expect(github.calls).toEqual([]);
  });

  it('more lines than anybody reviews', async () => {
    const files = [{ path: 'a.yaml', content: 'a: 1\n'.repeat(2_000) }];
    expect((await refusalOf(host.writer.open(content({ files })))).code).toBe('invalid');
    expect(repository.git.branches()).toEqual(['main']);
  });

  it.each([
    ['a symbolic link', 'link.yaml', 'apps/shop.yaml'],
    ['what lies below a symbolic link', 'folder/new.yaml', undefined],
    ['a file in place of a folder', 'apps', undefined],
  ])('%s', async (_what, path, replaced) => {
    repository.commit('main', {
      'link.yaml': { mode: '120000', content: 'apps/shop.yaml' },
      folder: { mode: '120000', content: 'apps' },
    });
    const replaces = replaced === undefined ? {} : { replaces: blobSha(replaced) };
    const files = [{ path, content: 'a: 1\n', ...replaces }];
    expect((await refusalOf(host.writer.open(content({ files })))).code).toBe('invalid');
  });

  it('a file that is there already, as a new one', async () => {
    const files = [{ path: 'apps/shop.yaml', content: manifest }];
    expect((await refusalOf(host.writer.open(content({ files })))).code).toBe('moved');
  });
});
