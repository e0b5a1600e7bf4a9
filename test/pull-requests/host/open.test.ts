import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blobSha } from '../../../src/adapters/github/blob-sha.ts';
import type { GitHubHost } from '../../../src/adapters/github/github-host.ts';
import { git } from '../../parts/bare-repository.ts';
import { type FakeGitHub, startFakeGitHub } from '../../parts/fake-github.ts';
import { content, firstFiles, hostOf, manifest, manifestAfter, repositoryName } from './host-rig.ts';

const branch = content().branch;

let github: FakeGitHub;
let repository: ReturnType<FakeGitHub['repository']>;
let host: GitHubHost;
beforeEach(async () => {
  github = await startFakeGitHub();
  github.token('token-a');
  repository = github.repository(repositoryName, firstFiles);
  host = await hostOf(github, 'token-a');
});
afterEach(() => github.stop());

describe('a pull request that is opened', () => {
  it('holds one commit on the base with exactly the intended files, as a clone shows', async () => {
    const files = [
      ...content().files,
      { path: 'apps/budget/pdb.yaml', content: 'kind: PodDisruptionBudget\r\n# ünïcode\r\n' },
    ];
    const status = await host.writer.open(content({ files }));

    expect(status).toMatchObject({
      number: 1,
      state: 'open',
      checks: 'none',
      reviews: 'none',
      mergeable: true,
    });
    const folder = mkdtempSync(join(tmpdir(), 'firebreak-clone-'));
    try {
      git(['clone', '--quiet', '--branch', branch, repository.git.folder, folder]);
      const log = git(['-C', folder, 'log', '--format=%H %s', 'origin/main..HEAD']).toString().trim();
      const changed = git(['-C', folder, 'diff', '--name-status', 'origin/main', 'HEAD']).toString().trim();
      expect(log).toBe(`${status.headCommit} Give shop more room`);
      expect(changed).toBe('A\tapps/budget/pdb.yaml\nM\tapps/shop.yaml');
      expect(readFileSync(join(folder, 'apps/shop.yaml'), 'utf8')).toBe(manifestAfter);
      expect(readFileSync(join(folder, 'apps/budget/pdb.yaml'), 'utf8')).toBe(files[1]?.content);
      git(['-C', folder, 'fsck', '--strict']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('says what was approved, with labels, reviewers and teams, and as a draft', async () => {
    repository.collaborators.add('ann');
    repository.teams.add('platform');
    const wanted = { labels: ['firebreak'], reviewers: ['ann', 'shop/platform'], draft: true };

    const status = await host.writer.open(content(wanted));

    expect(status.warnings).toBeUndefined();
    expect(status.draft).toBe(true);
    expect(repository.pull(1)).toMatchObject({
      title: 'Give shop more room',
      body: 'Because it was too small.',
      draft: true,
      labels: ['firebreak'],
      reviewers: ['ann'],
      teams: ['platform'],
    });
    const message = repository.git.readCommit(status.headCommit).message;
    expect(message).toBe('Give shop more room\n\nFirebreak-Change: 0123456789abcdef\n');
  });

  it('keeps the mode of an executable file', async () => {
    repository.commit('main', { 'run.sh': { mode: '100755', content: 'echo 1\n' } });
    const files = [{ path: 'run.sh', replaces: blobSha('echo 1\n'), content: 'echo 2\n' }];
    const { headCommit } = await host.writer.open(content({ files }));
    const tree = repository.git.listTree(headCommit, true);
    expect(tree.find(({ path }) => path === 'run.sh')?.mode).toBe('100755');
  });

  it('stands without a reviewer whom GitHub does not take, and says so', async () => {
    repository.collaborators.add('ann');
    const status = await host.writer.open(content({ reviewers: ['gone', 'ann'] }));
    expect(repository.pull(1).reviewers).toEqual(['ann']);
    expect(status.warnings).toEqual([expect.stringContaining('gone was not asked to review')]);
  });

  it('is written by an App as well, which signs in with its key', async () => {
    const { app, url } = github;
    const credential = {
      kind: 'app',
      appId: app.id,
      privateKey: app.privateKey,
      installationId: app.installationId,
    } as const;
    const { createGitHubHost } = await import('../../../src/adapters/github/github-host.ts');
    const { pino } = await import('pino');
    const byApp = await createGitHubHost({
      credential,
      apiUrl: url,
      logger: pino({ level: 'silent' }),
      isPaced: false,
    });
    await byApp.writer.open(content());
    await byApp.writer.comment(repositoryName, 1, 'resolved', 'It has healed.');
    await byApp.writer.comment(repositoryName, 1, 'resolved', 'It has healed.');
    expect(repository.pull(1).author).toBe('firebreak-test[bot]');
    expect(repository.pull(1).comments).toHaveLength(1);
  });
});

describe('opened again, it', () => {
  it('changes nothing', async () => {
    const first = await host.writer.open(content());
    const callsBefore = github.calls.length;
    const second = await host.writer.open(content());
    expect(second).toEqual(first);
    expect(github.calls.slice(callsBefore).every(({ route }) => route.startsWith('GET '))).toBe(true);
  });

  it('stays closed where a person has closed it, and says who', async () => {
    await host.writer.open(content());
    repository.close(1, 'ann');
    const status = await host.writer.open(content());
    expect(status).toMatchObject({ number: 1, state: 'closed', endedBy: 'ann' });
    expect(repository.pulls).toHaveLength(1);
  });

  it('tells of its merge', async () => {
    await host.writer.open(content());
    repository.merge(1, 'ann');
    const status = await host.writer.open(content());
    expect(status).toMatchObject({
      state: 'merged',
      endedBy: 'ann',
      mergeCommit: repository.git.head('main'),
    });
  });

  it('is refused where it was merged and people have taken it back', async () => {
    await host.writer.open(content());
    repository.merge(1, 'ann');
    repository.commit('main', { 'apps/shop.yaml': manifest }, 'Revert');
    await expect(host.writer.open(content())).rejects.toMatchObject({ code: 'conflict' });
    expect(repository.pulls).toHaveLength(1);
  });

  it('takes in a base that has moved, without force and without another file', async () => {
    const first = await host.writer.open(content());
    repository.commit('main', { 'README.md': '# Moved\n' });
    const second = await host.writer.open(content());
    expect(second.headCommit).not.toBe(first.headCommit);
    expect(repository.git.isAncestor(first.headCommit, second.headCommit)).toBe(true);
    expect(repository.git.isAncestor(repository.git.head('main') ?? '', second.headCommit)).toBe(true);
    expect(repository.files(branch)).toEqual({ 'README.md': '# Moved\n', 'apps/shop.yaml': manifestAfter });
    // And then it rests.
    expect((await host.writer.open(content())).headCommit).toBe(second.headCommit);
  });

  it.each([
    ['reviewed', () => repository.review(1, 'ann', 'APPROVED')],
    ['changed by a person', () => void repository.commit(branch, { 'apps/other.yaml': 'a: 1\n' })],
    ['in conflict with the base', () => void repository.commit('main', { 'apps/shop.yaml': 'other: 1\n' })],
  ])('is left as it is where it is %s', async (_what, happens) => {
    await host.writer.open(content());
    happens();
    repository.commit('main', { 'README.md': '# Moved\n' });
    const head = repository.git.head(branch);
    const status = await host.writer.open(content());
    expect(status.headCommit).toBe(head);
    expect(repository.git.head(branch)).toBe(head);
  });

  it('does not overwrite what is pushed at the very moment', async () => {
    await host.writer.open(content());
    repository.commit('main', { 'README.md': '# Moved\n' });
    let pushed: string | undefined;
    github.onCall(async ({ route }) => {
      if (route.startsWith('PATCH ')) pushed ??= repository.commit(branch, { 'apps/other.yaml': 'a: 1\n' });
      return undefined;
    });
    const status = await host.writer.open(content());
    expect(pushed).toBeDefined();
    expect(status.headCommit).toBe(pushed);
  });
});

describe('what somebody else has put there first', () => {
  it('is not adopted: a branch of our name with other files', async () => {
    repository.git.moveBranch(branch, repository.git.head('main') ?? '', undefined);
    repository.commit(
      branch,
      { 'apps/shop.yaml': 'evil: true\n' },
      'Give shop more room\n\nFirebreak-Change: 0123456789abcdef\n',
    );
    await expect(host.writer.open(content())).rejects.toMatchObject({ code: 'conflict' });
    expect(repository.pulls).toHaveLength(0);
  });

  it('is not adopted: our files and one more', async () => {
    repository.git.moveBranch(branch, repository.git.head('main') ?? '', undefined);
    repository.commit(
      branch,
      { 'apps/shop.yaml': manifestAfter, 'apps/evil.yaml': 'evil: true\n' },
      'Give shop more room\n\nFirebreak-Change: 0123456789abcdef\n',
    );
    await expect(host.writer.open(content())).rejects.toMatchObject({ code: 'conflict' });
  });

  it('is not adopted: the very change, on a commit that is not the base', async () => {
    repository.git.moveBranch(branch, repository.git.head('main') ?? '', undefined);
    repository.commit(branch, { 'apps/evil.yaml': 'evil: true\n' }, 'Underneath');
    repository.commit(
      branch,
      { 'apps/shop.yaml': manifestAfter },
      'Give shop more room\n\nFirebreak-Change: 0123456789abcdef\n',
    );
    repository.updateRule = /^firebreak/u;
    await expect(host.writer.open(content())).rejects.toMatchObject({ code: 'protected' });
    expect(repository.pulls).toHaveLength(0);

    delete repository.updateRule;
    const { headCommit } = await host.writer.open(content());
    expect(repository.git.listTree(headCommit, true).map(({ path }) => path)).not.toContain('apps/evil.yaml');
  });

  it('is told where somebody pushes right before it is opened', async () => {
    github.onCall(async ({ route }) => {
      if (route === 'POST /repos/{owner}/{repo}/pulls')
        repository.commit(branch, { 'apps/evil.yaml': 'a: 1\n' });
      return undefined;
    });
    expect((await host.writer.open(content())).warnings).toEqual([
      'its branch holds another commit than the approved change: somebody has pushed to it',
    ]);
  });

  it('is not adopted: a pull request by another, open or closed', async () => {
    github.token('mallory', { login: 'mallory' });
    const mallory = await hostOf(github, 'mallory');
    await mallory.writer.open(content());
    repository.commit(branch, { 'apps/evil.yaml': 'evil: true\n' });
    expect(await host.reader.find(repositoryName, branch)).toBeUndefined();
    await expect(host.writer.open(content())).rejects.toMatchObject({ code: 'conflict' });
    repository.close(1, 'mallory');
    await expect(host.writer.open(content())).rejects.toMatchObject({ code: 'conflict' });
    repository.git.deleteBranch(branch);
    expect(await host.writer.open(content())).toMatchObject({ number: 2, state: 'open' });
  });

  it('is adopted where it is the same change under another title', async () => {
    github.fault('POST /repos/{owner}/{repo}/pulls', 'lost-request', 2);
    await expect(host.writer.open(content({ title: 'An older title' }))).rejects.toMatchObject({
      code: 'unreachable',
    });
    await host.writer.open(content());
    expect(repository.pull(1).title).toBe('Give shop more room');
  });
});
