import { pino } from 'pino';
import { blobSha } from '../../../src/adapters/github/blob-sha.ts';
import { createGitHubHost, type GitHubHost } from '../../../src/adapters/github/github-host.ts';
import type { PullRequestContent } from '../../../src/domain/pull-request.ts';
import type { FakeGitHub } from '../../parts/fake-github.ts';

export const repositoryName = 'shop/deploy';
export const manifest = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: shop }\ndata: { size: "1" }\n';
export const manifestAfter = manifest.replace('"1"', '"2"');

/** As the repository is before anybody opens anything. */
export const firstFiles: Readonly<Record<string, string>> = {
  'README.md': '# Deployments\n',
  'apps/shop.yaml': manifest,
};

export function content(given: Partial<PullRequestContent> = {}): PullRequestContent {
  return {
    repository: repositoryName,
    base: 'main',
    branch: 'firebreak/0123456789abcdef',
    title: 'Give shop more room',
    body: 'Because it was too small.',
    files: [{ path: 'apps/shop.yaml', replaces: blobSha(manifest), content: manifestAfter }],
    labels: [],
    reviewers: [],
    draft: false,
    ...given,
  };
}

/** As a process that has just started: nothing is remembered. */
export function hostOf(github: FakeGitHub, token: string, timeoutMilliseconds = 10_000): Promise<GitHubHost> {
  return createGitHubHost({
    credential: { kind: 'token', token },
    apiUrl: github.url,
    logger: pino({ level: 'silent' }),
    isPaced: false,
    timeoutMilliseconds,
  });
}
