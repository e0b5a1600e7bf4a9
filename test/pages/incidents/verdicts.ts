import type { Verdict } from '../../../src/domain/verdict.ts';

/** Five verdicts of a change that may go on to people. */
export const passingVerdicts: readonly Verdict[] = [
  {
    layer: 'allowlist',
    outcome: 'pass',
    reason: 'allowlist.allowed',
    message:
      'cardboard-memory allows set-resources on Deployment cardboard/price-scraper up to 1Gi of memory',
    rule: 'policies/allowlist.yaml:24#cardboard-memory',
  },
  {
    layer: 'selector',
    outcome: 'pass',
    reason: 'selector.no-change',
    message: 'The action changes neither a selector nor the labels that selectors match',
  },
  {
    layer: 'pod-security',
    outcome: 'pass',
    reason: 'pod-security.fits',
    message: 'The pod template fits baseline, the level that cardboard enforces',
  },
  {
    layer: 'dry-run',
    outcome: 'pass',
    reason: 'dry-run.accepted',
    message: 'The API server accepts the exact request as a dry-run',
  },
  {
    layer: 'approval',
    outcome: 'hold',
    reason: 'approval.one-person',
    message: 'One person has to approve',
    rule: 'policies/approvers.yaml:8#medium-risk',
  },
];
