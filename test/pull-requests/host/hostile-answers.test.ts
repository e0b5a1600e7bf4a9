import type { RequestListener } from 'node:http';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { createGitHubHost, type GitHubHost } from '../../../src/adapters/github/github-host.ts';
import { listen, sendJson, type TestServer } from '../../parts/json-server.ts';
import { repositoryName } from './host-rig.ts';

const sha = 'a'.repeat(40);

let server: TestServer | undefined;
afterEach(async () => server?.stop());

/** Something at GITHUB_API_URL that is not GitHub, or GitHub with a repository that somebody made for this. */
async function hostAt(listener: RequestListener): Promise<GitHubHost> {
  server = await listen(listener);
  return createGitHubHost({
    credential: { kind: 'token', token: 'token-a' },
    apiUrl: server.url,
    logger: pino({ level: 'silent' }),
    isPaced: false,
  });
}

describe('what GitHub is believed', () => {
  it('is not a tree whose folders hold each other without end', async () => {
    let asked = 0;
    const tree = ['a', 'b', 'c', 'd'].map((path) => ({ path, mode: '040000', type: 'tree', sha }));
    const host = await hostAt((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://fake.invalid');
      asked += 1;
      if (pathname.includes('/git/ref')) {
        sendJson(response, 200, { ref: 'refs/heads/main', object: { type: 'commit', sha } });
      } else if (pathname.includes('/git/commits/')) {
        sendJson(response, 200, { sha, message: '', tree: { sha }, parents: [] });
      } else sendJson(response, 200, { sha, truncated: searchParams.has('recursive'), tree });
    });

    await expect(host.reader.tree(repositoryName, 'main')).rejects.toMatchObject({ code: 'invalid' });
    expect(asked).toBeLessThan(310);
  });

  it('is no answer that memory does not hold', async () => {
    let sent = 0;
    const chunk = Buffer.alloc(1024 * 1024, ' ');
    const host = await hostAt((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = (): void => {
        if (response.destroyed || sent > 2_000) return;
        sent += 1;
        response.write(chunk, () => setImmediate(more));
      };
      more();
    });

    await expect(host.reader.facts(repositoryName)).rejects.toMatchObject({ code: 'server-error' });
    expect(sent).toBeLessThan(200);
  });

  it('is nowhere else: a token goes to no other host', async () => {
    const seen: string[] = [];
    const other = await listen((request, response) => {
      seen.push(String(request.headers.authorization));
      sendJson(response, 200, {});
    });
    try {
      const host = await hostAt((_request, response) => {
        sendJson(response, 307, {}, { location: `${other.url}/repos/${repositoryName}` });
      });
      await expect(host.reader.facts(repositoryName)).rejects.toMatchObject({ code: 'not-found' });
      expect(seen).toEqual([]);
    } finally {
      await other.stop();
    }
  });
});
