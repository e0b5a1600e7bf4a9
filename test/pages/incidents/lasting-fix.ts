import type { Incident } from '../../../src/domain/incident.ts';
import type { Proposal } from '../../../src/domain/proposal.ts';
import type { PullRequestRequest } from '../../../src/domain/request.ts';
import { oomScraper } from './oom-scraper.ts';

const { target } = oomScraper;
const { proposal: raise } = oomScraper;
const [step] = raise?.steps ?? [];
if (target === undefined || raise === undefined || step === undefined) throw new Error('it has a proposal');

const field = '/spec/template/spec/containers/0/resources/limits/memory';
const path = 'clusters/production/cardboard/price-scraper/overlays/deployment-with-a-long-name.yaml';

const request: PullRequestRequest = {
  verb: 'open-pull-request',
  target,
  pullRequest: {
    repository: 'acme/deployments',
    base: 'main',
    branch: 'firebreak/1f0c9a7be23d44510a9c',
    title: 'Deployment cardboard/price-scraper: set limits.memory of scraper to 512Mi',
    body: [
      'Firebreak proposes this for the incident `price-scraper is OOM-killed again and again`.',
      '',
      '## Cause',
      '- `container.oom-killed` on `Deployment cardboard/price-scraper`: it was killed at its memory limit',
      '',
      '## What the guardrails say',
      '- As it is: nothing against it.',
      '- With this: nothing against it.',
    ].join('\n'),
    files: [
      { path, replaces: '5e1c309dae7f45e0f39b1bf3ac3cd9db12e7d689', content: 'memory: 512Mi\n' },
      {
        path: 'clusters/production/cardboard/price-scraper/pdb.yaml',
        content: 'kind: PodDisruptionBudget\n',
      },
    ],
    labels: ['firebreak'],
    reviewers: ['acme/platform', 'robin'],
    draft: true,
  },
  fields: [{ object: target, field, value: '512Mi' }],
};

const proposal: Proposal = {
  ...raise,
  id: 'prp_01kb3lasting',
  incident: 'inc_01kb3lasting',
  steps: [
    {
      ...step,
      action: {
        ...step.action,
        action: 'open-pull-request',
        params: {
          repository: 'acme/deployments',
          base: 'main',
          title: request.pullRequest.title,
          body: request.pullRequest.body,
          edits: [{ path, change: { object: { ...target }, field, value: '512Mi' } }],
        },
      },
      request,
      inverse: { irreversible: 'close the pull request, or revert its merge' },
      diff: [
        `--- a/${path}`,
        `+++ b/${path}`,
        '@@ -22,4 +22,4 @@',
        '           resources:',
        '             limits:',
        '-              memory: 256Mi # measured in March',
        '+              memory: 512Mi # measured in March',
        '--- /dev/null',
        '+++ b/clusters/production/cardboard/price-scraper/pdb.yaml',
        '@@ -0,0 +1,1 @@',
        '+kind: PodDisruptionBudget',
        '',
      ].join('\n'),
      kubectl: `gh pr create --repo 'acme/deployments' --base 'main' --title '${request.pullRequest.title}'`,
      basis: '',
      targetUid: '',
    },
  ],
  notes: [
    'The live Deployment cardboard/price-scraper stays as it is until this is merged: Argo CD (Application argocd/cardboard) would undo any other change.',
  ],
  leftOut: [
    {
      action: 'set-resources',
      target: 'Deployment cardboard/price-scraper',
      params: step.action.params,
      verdicts: [
        {
          layer: 'allowlist',
          outcome: 'refuse',
          reason: 'allowlist.no-rule',
          message: 'No rule of the policies allows set-resources on Deployment cardboard/price-scraper.',
          remedy: 'allow it in policies/allowlist.yaml, or change it by hand',
        },
      ],
    },
  ],
};

/** The fix for good waits for approval; the quick one was refused. */
export const lastingFix: Incident = { ...oomScraper, id: 'inc_01kb3lasting', proposal };

/** Its pull request is open. */
export const followed: Incident = {
  ...lastingFix,
  id: 'inc_01kb3followed',
  state: 'following',
  executions: [
    {
      id: 'prp_01kb3lasting.1',
      proposal: proposal.id,
      purpose: 'fix',
      step: 0,
      request,
      inverse: { irreversible: 'close the pull request, or revert its merge' },
      status: 'applied',
      intendedAt: '2026-03-04T02:12:00.000Z',
      finishedAt: '2026-03-04T02:12:04.000Z',
      message: 'https://github.com/acme/deployments/pull/481',
      pullRequest: {
        number: 481,
        url: 'https://github.com/acme/deployments/pull/481',
        state: 'open',
        draft: true,
        headCommit: '7fd1a60b01f91b314f59955a4e4d4e80d8edf11d',
        checks: 'failing',
        reviews: 'changes-requested',
        mergeable: false,
        warnings: ['gone was not asked to review: GitHub finds nothing'],
      },
    },
  ],
};
