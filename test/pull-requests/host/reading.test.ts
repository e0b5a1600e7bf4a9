import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blobSha } from '../../../src/adapters/github/blob-sha.ts';
import type { GitHubHost } from '../../../src/adapters/github/github-host.ts';
import { type FakeGitHub, startFakeGitHub } from '../../parts/fake-github.ts';
import { content, firstFiles, hostOf, manifest, repositoryName } from './host-rig.ts';

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

describe('a repository', () => {
  it('says whether anybody may read it, and whether nobody may write it', async () => {
    expect(await host.reader.facts(repositoryName)).toEqual({
      isPublic: false,
      isArchived: false,
      defaultBranch: 'main',
    });
    repository.isPrivate = false;
    repository.isArchived = true;
    expect(await host.reader.facts(repositoryName)).toMatchObject({ isPublic: true, isArchived: true });
  });

  it('gives its files byte for byte, and what is no text or too large as nothing', async () => {
    const bytes = '\u{feff}key: "tab\there"\r\nlast: ünïcode';
    repository.commit('main', {
      'odd.yaml': bytes,
      'large.yaml': 'a'.repeat(1024 * 1024 + 1),
      link: { mode: '120000', content: 'odd.yaml' },
    });
    const binary = repository.git.writeBlob(Buffer.from([0xff, 0xfe, 0x00]));
    const tree = repository.git.writeTree(repository.git.head('main'), [
      { path: 'binary', mode: '100644', sha: binary },
    ]);
    const head = repository.git.head('main') ?? '';
    repository.git.moveBranch('main', repository.git.writeCommit(tree, [head], 'Binary'), head);

    const read = await host.reader.tree(repositoryName, 'main');

    expect(read.commit).toBe(repository.git.head('main'));
    expect([...read.files.keys()].toSorted()).toEqual([
      'README.md',
      'apps/shop.yaml',
      'binary',
      'large.yaml',
      'odd.yaml',
    ]);
    expect(read.files.get('apps/shop.yaml')).toBe(blobSha(manifest));
    expect(await read.read('odd.yaml')).toBe(bytes);
    expect(await read.read('apps/shop.yaml')).toBe(manifest);
    for (const path of ['binary', 'large.yaml', 'link', 'gone'])
      expect(await read.read(path)).toBeUndefined();
  });

  it('that is too large for one answer is read folder by folder', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`apps/${index % 3}/${index}.yaml`, '']),
    );
    repository.commit('main', many);
    repository.mostTreeEntries = 6;
    const { files } = await host.reader.tree(repositoryName, 'main');
    expect(files.size).toBe(14);
    expect(files.has('apps/2/11.yaml')).toBe(true);
  });

  it('is named as it is configured', async () => {
    await expect(host.reader.facts('shop')).rejects.toMatchObject({ code: 'invalid' });
    await expect(host.reader.facts('shop/..')).rejects.toMatchObject({ code: 'invalid' });
    await expect(host.reader.tree(repositoryName, 'gone')).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('a pull request that is followed', () => {
  const find = () => host.reader.find(repositoryName, content().branch);

  it('is none before it is opened', async () => {
    expect(await find()).toBeUndefined();
  });

  it('is the newest of its branch', async () => {
    await host.writer.open(content());
    repository.close(1, 'ann');
    repository.pulls.push({ ...repository.pull(1), number: 9, state: 'open' });
    expect(await find()).toMatchObject({ number: 9, state: 'open' });
  });

  it.each([
    ['none', [], [], 'none'],
    ['a run that goes on', [['in_progress', null]], [], 'pending'],
    [
      'runs that went well',
      [
        ['completed', 'success'],
        ['completed', 'skipped'],
      ],
      [],
      'passing',
    ],
    [
      'a run that was cancelled',
      [
        ['completed', 'success'],
        ['completed', 'cancelled'],
      ],
      [],
      'failing',
    ],
    ['a status alone', [], ['success'], 'passing'],
    ['a status that waits beside a good run', [['completed', 'success']], ['pending'], 'pending'],
    ['a bad status beside a run that goes on', [['queued', null]], ['failure'], 'failing'],
  ] as const)('tells of its checks: %s', async (_what, runs, statuses, checks) => {
    const { headCommit } = await host.writer.open(content());
    repository.checks.set(
      headCommit,
      runs.map(([status, conclusion]) => ({ status, conclusion })),
    );
    repository.statuses.set(headCommit, [...statuses]);
    expect((await find())?.checks).toBe(checks);
  });

  it('says that checks cannot be read, rather than that there are none', async () => {
    await host.writer.open(content());
    github.token('token-a', { permissions: { contents: 'write', pull_requests: 'write', metadata: 'read' } });
    expect((await find())?.checks).toBe('unknown');
  });

  it('counts the last word of each reviewer who has a say', async () => {
    await host.writer.open(content());
    expect((await find())?.reviews).toBe('none');
    repository.review(1, 'stranger', 'CHANGES_REQUESTED', 'NONE');
    expect((await find())?.reviews).toBe('none');
    repository.review(1, 'ann', 'CHANGES_REQUESTED');
    repository.review(1, 'ben', 'APPROVED');
    expect((await find())?.reviews).toBe('changes-requested');
    repository.review(1, 'ann', 'COMMENTED');
    expect((await find())?.reviews).toBe('changes-requested');
    repository.review(1, 'ann', 'APPROVED');
    expect((await find())?.reviews).toBe('approved');
  });

  it('says that it conflicts', async () => {
    await host.writer.open(content());
    repository.commit('main', { 'apps/shop.yaml': 'other: 1\n' });
    expect((await find())?.mergeable).toBe(false);
  });
});

describe('a comment', () => {
  it('is said once for each marker, across processes and lost answers', async () => {
    await host.writer.open(content());
    github.fault('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', 'lost-answer');
    const say = async (marker: string) =>
      (await hostOf(github, 'token-a')).writer.comment(repositoryName, 1, marker, 'It has healed.');
    await expect(say('resolved')).rejects.toMatchObject({ code: 'unreachable' });
    await say('resolved');
    await say('resolved');
    await say('merged');
    expect(repository.pull(1).comments.map(({ body }) => body)).toEqual([
      '<!-- firebreak:resolved -->\nIt has healed.',
      '<!-- firebreak:merged -->\nIt has healed.',
    ]);
  });

  it('is not silenced by a stranger who has said our marker, nor by a quote of it', async () => {
    await host.writer.open(content());
    const line = '<!-- firebreak:resolved -->';
    repository.pull(1).comments.push({ by: 'stranger', body: line });
    await host.writer.comment(repositoryName, 1, 'other', `quoting ${line}\n${line}`);
    await host.writer.comment(repositoryName, 1, 'resolved', 'It has healed.');
    expect(repository.pull(1).comments.at(-1)).toEqual({
      by: 'firebreak-bot',
      body: `${line}\nIt has healed.`,
    });
  });

  it('is found again behind a hundred others', async () => {
    await host.writer.open(content());
    const many = Array.from({ length: 150 }, () => ({ by: 'ann', body: 'Nice.' }));
    repository.pull(1).comments.push(...many);
    await host.writer.comment(repositoryName, 1, 'resolved', 'It has healed.');
    await host.writer.comment(repositoryName, 1, 'resolved', 'It has healed.');
    expect(repository.pull(1).comments).toHaveLength(151);
  });
});
