import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import { policyRepositorySchema } from '../policy-changes/policy-repository.ts';
import { repositoriesSchema } from '../pull-requests/repositories.ts';
import { key } from './config-key.ts';
import { url, wholeNumber } from './schemas.ts';

function isPrivateKey(pem: string): boolean {
  try {
    createPrivateKey(pem);
    return true;
  } catch {
    return false;
  }
}

/** Settings of GitHub and pull requests. */
export const githubKeys = {
  githubToken: key({
    env: 'GITHUB_TOKEN',
    schema: z
      .string()
      .regex(/^[\w.-]{20,}$/u, 'a token, such as a fine-grained one, which starts with github_pat_'),
    secret: true,
    meaning: 'token for GitHub; with it, or with an App, lasting fixes become pull requests',
  }),
  githubAppId: key({
    env: 'GITHUB_APP_ID',
    schema: z.coerce.string().regex(/^\d+$/u, "the App's number, on its page"),
    meaning: 'GitHub App in place of a token',
  }),
  githubAppPrivateKey: key({
    env: 'GITHUB_APP_PRIVATE_KEY',
    schema: z
      .string()
      .transform((pem) => pem.replaceAll('\\n', '\n'))
      .refine(isPrivateKey, "the App's private key as PEM"),
    secret: true,
    meaning: 'private key of the App; give it as GITHUB_APP_PRIVATE_KEY_FILE',
  }),
  githubAppInstallationId: key({
    env: 'GITHUB_APP_INSTALLATION_ID',
    schema: z.coerce.string().regex(/^\d+$/u, 'the number at the end of the address of the installation'),
    meaning: 'where the App is installed',
  }),
  githubApiUrl: key({
    env: 'GITHUB_API_URL',
    schema: url,
    meaning:
      "GitHub Enterprise Server's API, such as https://ghe.example.org/api/v3; GitHub's own unless given",
  }),
  githubWebhookSecret: key({
    env: 'GITHUB_WEBHOOK_SECRET',
    schema: z.string().min(16, 'at least 16 characters'),
    secret: true,
    meaning: 'secret of a webhook to /github/webhook, which tells of a pull request sooner than polling',
  }),
  pullRequestPollSeconds: key({
    env: 'FIREBREAK_PULL_REQUEST_POLL_SECONDS',
    schema: wholeNumber.min(5).max(86_400),
    fallback: 60,
    meaning: 'how often an open pull request is looked at; a webhook tells sooner',
  }),
  repositories: key({
    env: 'FIREBREAK_REPOSITORIES',
    schema: repositoriesSchema,
    fallback: [],
    meaning: 'where pull requests may go: a list of repository, base, paths; in the environment as JSON',
  }),
  policiesRepository: key({
    env: 'FIREBREAK_POLICIES_REPOSITORY',
    schema: policyRepositorySchema,
    meaning:
      'where the policies come from: repository, base, folder; people can then propose deny rules and failure patterns there',
  }),
} as const;
