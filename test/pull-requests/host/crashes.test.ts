import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blobSha } from '../../../src/adapters/github/blob-sha.ts';
import type { PullRequestContent } from '../../../src/domain/pull-request.ts';
import {
  type FakeCall,
  type FakeGitHub,
  type GitHubFault,
  startFakeGitHub,
} from '../../parts/fake-github.ts';
import { content, firstFiles, hostOf, manifest, manifestAfter, repositoryName } from './host-rig.ts';

/** Each of these plays dozens of whole runs. */
const longMilliseconds = 300_000;
const isWrite = ({ route }: FakeCall) => !route.startsWith('GET ');

let github: FakeGitHub;
let repository: ReturnType<FakeGitHub['repository']>;
beforeAll(async () => {
  github = await startFakeGitHub();
  github.token('token-a');
  github.token('token-b');
  repository = github.repository(repositoryName, firstFiles);
  repository.collaborators.add('ann');
});
afterAll(() => github.stop());

/** The same kind of change on a branch of its own, so that one repository serves every run. */
function change(run: string): PullRequestContent {
  return content({ branch: `firebreak/${run}`, labels: ['firebreak'], reviewers: ['ann'] });
}

/** The calls of a run that nothing disturbs. */
async function undisturbed(run: string): Promise<readonly FakeCall[]> {
  const from = github.calls.length;
  const host = await hostOf(github, 'token-a');
  await host.writer.open(change(run));
  return github.calls.slice(from);
}

/** From the call on, nothing that the process sends or is sent gets through: it is dead. */
function dieAt(index: number, how: 'lost-request' | 'lost-answer'): void {
  const from = github.calls.length;
  github.onCall(async (call): Promise<GitHubFault | undefined> => {
    if (call.index < from + index) return undefined;
    return call.index === from + index ? how : 'lost-request';
  });
}

function expectOnePullRequest(run: string): void {
  const { branch } = change(run);
  const pulls = repository.pulls.filter(({ head }) => head === branch);
  expect(pulls, run).toHaveLength(1);
  expect(pulls[0], run).toMatchObject({ state: 'open', labels: ['firebreak'], reviewers: ['ann'] });
  expect(repository.files(branch), run).toEqual({ ...firstFiles, 'apps/shop.yaml': manifestAfter });
  const { parents } = repository.git.readCommit(repository.git.head(branch) ?? '');
  expect(parents, run).toEqual([repository.git.head('main')]);
}

describe('one branch, one pull request, one commit', () => {
  it(
    'whatever call the process dies at, before GitHub got it or after',
    async () => {
      const calls = await undisturbed('whole');
      const deaths = calls.flatMap((call, index) =>
        isWrite(call)
          ? ([
              [index, 'lost-request'],
              [index, 'lost-answer'],
            ] as const)
          : ([[index, 'lost-request']] as const),
      );
      expect(calls.filter(isWrite).length).toBeGreaterThanOrEqual(7);
      for (const [index, how] of deaths) {
        const run = `death-${index}-${how}`;
        dieAt(index, how);
        const dying = await hostOf(github, 'token-a');
        await expect(dying.writer.open(change(run)), run).rejects.toMatchObject({ code: 'unreachable' });
        github.onCall(undefined);
        const next = await hostOf(github, 'token-a');
        await next.writer.open(change(run));
        expectOnePullRequest(run);
      }
    },
    longMilliseconds,
  );

  it(
    'whenever a second worker does all of it while the first has stopped before a call',
    async () => {
      const calls = await undisturbed('undisturbed');
      for (const index of calls.keys()) {
        const run = `between-${index}`;
        const first = await hostOf(github, 'token-a');
        const second = await hostOf(github, 'token-b');
        const from = github.calls.length;
        github.onCall(async (call) => {
          if (call.index === from + index) await second.writer.open(change(run));
          return undefined;
        });
        await first.writer.open(change(run));
        github.onCall(undefined);
        expectOnePullRequest(run);
      }
    },
    longMilliseconds,
  );

  it('with two workers at once', async () => {
    const hosts = await Promise.all([hostOf(github, 'token-a'), hostOf(github, 'token-b')]);
    const [one, other] = await Promise.all(hosts.map((host) => host.writer.open(change('at-once'))));
    expect(one?.number).toBe(other?.number);
    expectOnePullRequest('at-once');
  });

  it('with two different ones in one process, whose writes do not mix', async () => {
    const host = await hostOf(github, 'token-a');
    const from = github.calls.length;
    const files = [{ path: 'apps/shop.yaml', replaces: blobSha(manifest), content: `${manifest}# more\n` }];
    await Promise.all([
      host.writer.open(change('queued')),
      host.writer.open({ ...change('queued-too'), files }),
    ]);
    const opened = github.calls.slice(from).map(({ route }) => route);
    const firstPull = opened.indexOf('POST /repos/{owner}/{repo}/pulls');
    expect(opened.slice(0, firstPull).filter((route) => route.endsWith('/git/commits'))).toHaveLength(1);
  });
});
