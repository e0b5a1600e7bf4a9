import { describe, expect, it } from 'vitest';
import { type FakeGitHub, startFakeGitHub } from './fake-github.ts';

const headers = { authorization: 'token t', 'user-agent': 'test', 'x-github-api-version': '2022-11-28' };

async function violationsOf(use: (github: FakeGitHub) => Promise<unknown>): Promise<string> {
  const github = await startFakeGitHub();
  github.token('t');
  github.repository('shop/deploy', { 'a.yaml': 'a: 1\n' });
  await use(github);
  const stopped: unknown = await github.stop().catch((cause: unknown) => cause);
  return stopped instanceof Error ? stopped.message : '';
}

const get = (path: string) => (github: FakeGitHub) => fetch(`${github.url}${path}`, { headers });
const post = (path: string, body: unknown) => (github: FakeGitHub) =>
  fetch(`${github.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });

describe('the fake GitHub fails a test', () => {
  it.each([
    ['that asks for what GitHub does not have', get('/repos/shop/deploy/secrets'), 'there is no GET'],
    [
      'with a parameter that GitHub does not have',
      get('/repos/shop/deploy/pulls?branch=a'),
      'no parameter branch',
    ],
    ['with a parameter of a wrong type', get('/repos/shop/deploy/pulls?page=first'), 'page must be integer'],
    ['with a body that lacks something', post('/repos/shop/deploy/git/refs', { ref: 'refs/heads/a' }), 'sha'],
    [
      'with a body that says too much',
      post('/repos/shop/deploy/git/blobs', { content: '', mode: '100644' }),
      'no property mode',
    ],
  ])('%s', async (_what, use, says) => {
    expect(await violationsOf(use)).toContain(says);
  });

  it('but not one that asks as GitHub describes', async () => {
    expect(await violationsOf(get('/repos/shop/deploy/git/ref/heads%2Fmain'))).toBe('');
    expect(await violationsOf(get('/repos/shop/deploy/git/ref/heads%2Fgone'))).toBe('');
  });
});
