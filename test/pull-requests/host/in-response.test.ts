import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeGitHub, startFakeGitHub } from '../../parts/fake-github.ts';
import type { FakeToken } from '../../parts/fake-github-state.ts';
import { type Rig, startRig } from '../../support/response-rig.ts';
import { manifest, path, proposeMemory, repository as repositoryName } from '../response-rig.ts';
import { hostOf } from './host-rig.ts';

const minute = 60_000;

describe('an approved pull request', () => {
  let github: FakeGitHub;
  let repository: ReturnType<FakeGitHub['repository']>;
  let token: FakeToken;
  let rig: Rig;

  beforeEach(async () => {
    github = await startFakeGitHub();
    token = github.token('token-a');
    repository = github.repository(repositoryName, { [path]: manifest, CODEOWNERS: '* @ann\n' });
    repository.collaborators.add('ann');
    const host = await hostOf(github, 'token-a');
    rig = await startRig({
      pullRequests: {
        ...host,
        repositories: [{ repository: repositoryName, base: 'main', paths: ['apps/**'] }],
        pollMilliseconds: minute,
        followMilliseconds: 14 * 24 * 60 * minute,
        applyMilliseconds: 10 * minute,
      },
    });
    rig.state.actions = [proposeMemory('512Mi')];
    await rig.approved();
    await rig.reach('executing');
  });
  afterEach(async () => {
    await rig.close();
    await github.stop();
  });

  /** Works for a quarter of an hour. */
  async function forAWhile() {
    for (let round = 0; round < 15; round += 1) {
      while (await rig.step());
      rig.clock.advance(minute);
    }
    return rig.incident();
  }

  const below = '/repos/{owner}/{repo}';
  const answers = (status: number, message: string, headers: Readonly<Record<string, string>> = {}) => {
    const fault = { status, message, headers };
    github.onCall(async ({ route }) => (route === `POST ${below}/pulls` ? fault : undefined));
    return () => github.onCall(undefined);
  };

  it.each<[string, () => () => void, RegExp]>([
    [
      'the token has expired',
      () => {
        token.isExpired = true;
        return () => (token.isExpired = false);
      },
      /credential|token/iu,
    ],
    [
      'the token lacks a permission',
      () => {
        const lesser = github.token('token-a', {
          permissions: { contents: 'read', pull_requests: 'write', metadata: 'read' },
        });
        return () => Object.assign(lesser, { permissions: token.permissions });
      },
      /contents/u,
    ],
    [
      'the repository was archived',
      () => {
        repository.isArchived = true;
        return () => (repository.isArchived = false);
      },
      /archived/u,
    ],
    [
      'a rule forbids the branch',
      () => {
        repository.creationRule = /^firebreak\//u;
        return () => delete repository.creationRule;
      },
      /firebreak\/\*/u,
    ],
    [
      'GitHub asks for fewer writes',
      () => answers(403, 'You have exceeded a secondary rate limit', { 'retry-after': '60' }),
      /limit/u,
    ],
    ['GitHub has an outage', () => answers(503, 'Service Unavailable'), /503|Unavailable/iu],
    [
      'GitHub does not answer',
      () => {
        github.onCall(async () => 'lost-request');
        return () => github.onCall(undefined);
      },
      /did not answer|does not answer|reach/iu,
    ],
  ])('waits, says so once, and is opened after %s', async (_what, fail, words) => {
    const mend = fail();
    expect((await forAWhile()).executions).toMatchObject([
      { status: 'intended', message: expect.stringMatching(words) },
    ]);
    expect(repository.pulls).toEqual([]);
    expect((await rig.ledger()).filter((type) => type === 'execution.outcome-unknown')).toHaveLength(1);

    mend();
    expect((await rig.reach('following')).executions).toMatchObject([{ status: 'applied' }]);
    expect(repository.pulls).toMatchObject([{ state: 'open', labels: ['firebreak'], reviewers: ['ann'] }]);
  });

  it('is what was approved also where somebody changes the file in the moment that it is opened', async () => {
    let isChanged = false;
    github.onCall(async ({ route }) => {
      if (isChanged || route !== `POST ${below}/git/blobs`) return undefined;
      isChanged = true;
      repository.commit('main', { [path]: manifest.replace('March', 'April') });
      return undefined;
    });
    await rig.reach('following');
    expect(repository.pulls).toMatchObject([{ state: 'open' }]);
    // What was built on the older base stays what was approved; GitHub tells its reviewers that it conflicts.
    expect(repository.files(repository.pulls[0]?.head ?? '')[path]).toBe(manifest.replace('256Mi', '512Mi'));
  });

  it('is left to people with one comment where the alerts resolve, whoever dies after making it', async () => {
    await rig.reach('following');
    await rig.notify('KubePodCrashLooping', { status: 'resolved' });
    github.fault(`POST ${below}/issues/{issue_number}/comments`, 'lost-answer');
    expect(await rig.reach('closed')).toMatchObject({ outcome: 'self-resolved' });
    expect(repository.pull(1)).toMatchObject({ state: 'open' });
    expect(repository.pull(1).comments).toHaveLength(1);
  });

  it('that a person closes is denied by them, and never opened again', async () => {
    await rig.reach('following');
    repository.close(1, 'ann');
    expect(await rig.reach('closed')).toMatchObject({
      outcome: 'denied',
      note: expect.stringContaining('ann closed the pull request'),
    });
    await rig.notify('KubePodNotReady');
    expect(await rig.reach('closed')).toMatchObject({ outcome: 'refused' });
    expect(repository.pulls).toHaveLength(1);
  });
});
