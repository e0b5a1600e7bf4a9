import type { Permission } from '../parts/fake-github-state.ts';
import { type Fault, table } from './fault.ts';
import type { SetUp } from './healthy-set-up.ts';

const repository = 'github shop/deploy';
const listed = /permissions that docs\/connect\.md lists/u;

/** The token goes on without these permissions. */
const without =
  (...gone: readonly Permission[]) =>
  ({ githubToken }: SetUp): void => {
    const { permissions } = githubToken;
    const left = Object.entries(permissions).filter(([name]) => !gone.some((each) => each === name));
    Object.assign(githubToken, { permissions: Object.fromEntries(left) });
  };

/** An App in place of the token, installed as it should be save for what is given. */
const byApp =
  (given: Partial<SetUp['github']['app']['installation']>, change: Readonly<Record<string, string>> = {}) =>
  ({ github: { app }, environment }: SetUp): void => {
    app.installation = { ...app.installation, ...given };
    environment['GITHUB_TOKEN'] = undefined;
    Object.assign(environment, {
      GITHUB_APP_ID: app.id,
      GITHUB_APP_INSTALLATION_ID: app.installationId,
      GITHUB_APP_PRIVATE_KEY: app.privateKey,
      ...change,
    });
  };

const repositories = (one: object) => JSON.stringify([{ base: 'main', paths: ['apps/**'], ...one }]);

/** What doctor finds at GitHub. */
export const githubFaults: readonly Fault[] = [
  ...table('finding', [
    [
      'the token for GitHub has expired',
      ({ githubToken }) => {
        githubToken.isExpired = true;
      },
      repository,
      /does not know the credential/u,
      /new token and set GITHUB_TOKEN/u,
    ],
    [
      'the token may not read files',
      without('contents'),
      repository,
      /does not let us.*contents=read/u,
      listed,
    ],
    [
      'the token may read files, and not write them',
      ({ githubToken }) =>
        Object.assign(githubToken, { permissions: { ...githubToken.permissions, contents: 'read' } }),
      repository,
      /lacks contents: write/u,
      listed,
    ],
    [
      'the token may not open pull requests',
      without('pull_requests'),
      repository,
      /lacks pull_requests: write/u,
      listed,
    ],
    [
      'the token was not given the repository',
      ({ githubToken }) => Object.assign(githubToken, { repositories: new Set() }),
      repository,
      /finds nothing/u,
      /give the token access/u,
    ],
    [
      'there is no such repository',
      ({ environment }) => {
        environment['FIREBREAK_REPOSITORIES'] = repositories({ repository: 'shop/deplyo' });
      },
      'github shop/deplyo',
      /finds nothing/u,
      /FIREBREAK_REPOSITORIES/u,
    ],
    [
      'there is no such branch',
      ({ environment }) => {
        environment['FIREBREAK_REPOSITORIES'] = repositories({ repository: 'shop/deploy', base: 'master' });
      },
      repository,
      /no branch master/u,
      /its name and base in FIREBREAK_REPOSITORIES/u,
    ],
    [
      'the repository is archived',
      (setUp) => {
        setUp.repository.isArchived = true;
      },
      repository,
      /archived/u,
      /unarchive/u,
    ],
    [
      'the App is not installed on the repository',
      byApp({ repositories: new Set(['shop/other']) }),
      repository,
      /finds nothing/u,
      /let the App be installed on it/u,
    ],
    [
      'the App was not granted what it asks for',
      byApp({ permissions: { contents: 'read', metadata: 'read', checks: 'read', statuses: 'read' } }),
      repository,
      /the App lacks contents: write, pull_requests: write/u,
      /accept them where it is installed/u,
    ],
    [
      'the App is installed elsewhere',
      byApp({}, { GITHUB_APP_INSTALLATION_ID: '4' }),
      repository,
      /finds nothing/u,
      /App be installed/u,
    ],
    [
      'the private key is that of another App',
      byApp({}, { GITHUB_APP_ID: '4' }),
      repository,
      /does not know the credential/u,
      /GITHUB_APP_ID/u,
    ],
    [
      'the App is set by half',
      byApp({}, { GITHUB_APP_INSTALLATION_ID: '' }),
      'github',
      /needs GITHUB_APP_INSTALLATION_ID/u,
      /set what it names/u,
    ],
    [
      'there are repositories and no credential',
      ({ environment }) => {
        environment['GITHUB_TOKEN'] = undefined;
      },
      'github',
      /no credential/u,
      /GITHUB_TOKEN/u,
    ],
    [
      'there is a credential and no repository',
      ({ environment }) => {
        environment['FIREBREAK_REPOSITORIES'] = undefined;
      },
      'github',
      /no repository/u,
      /FIREBREAK_REPOSITORIES/u,
    ],
  ]),
  ...table('unreachable', [
    [
      'GitHub is away',
      ({ environment }) => {
        environment['GITHUB_API_URL'] = 'http://127.0.0.1:1';
      },
      repository,
      /does not answer/u,
      /GITHUB_API_URL/u,
    ],
  ]),
  ...table('note', [
    [
      'the token may not read checks',
      without('checks', 'statuses'),
      repository,
      /lacks checks: read, statuses: read/u,
      listed,
    ],
    [
      'the webhook of GitHub has no secret',
      ({ environment }) => {
        environment['GITHUB_WEBHOOK_SECRET'] = undefined;
      },
      'github webhook',
      /every 60 s/u,
      /GITHUB_WEBHOOK_SECRET/u,
    ],
  ]),
];
