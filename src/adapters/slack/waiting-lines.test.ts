import { describe, expect, it } from 'vitest';
import type { Execution } from '../../domain/execution.ts';
import type { IncidentState } from '../../domain/incident.ts';
import { waitingLines } from './waiting-lines.ts';

const url = 'https://github.example/acme/deployments/pull/1';

function lines(state: IncidentState, execution: Partial<Execution>) {
  const target = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' };
  const whole: Execution = {
    id: 'prp_1.1',
    proposal: 'prp_1',
    step: 0,
    purpose: 'fix',
    request: { verb: 'patch', target, patch: [] },
    inverse: { irreversible: 'no' },
    intendedAt: '2026-03-04T12:00:00.000Z',
    status: 'intended',
    ...execution,
  };
  return waitingLines({ state, executions: [whole] });
}

const opened = {
  number: 1,
  url,
  state: 'open',
  headCommit: 'c0ffee',
  checks: 'none',
  reviews: 'none',
} as const;

describe('what an approved change waits for', () => {
  it('is said in Slack, as a sentence', () => {
    expect(
      lines('executing', { message: 'the pull request is not opened yet: github.example does not answer' }),
    ).toEqual(['*Waits*: The pull request is not opened yet: github.example does not answer.']);
  });

  it('is said of an open pull request that cannot be looked at', () => {
    const message = 'the pull request cannot be looked at: may not read';
    expect(lines('following', { status: 'applied', pullRequest: opened, message })).toHaveLength(1);
  });

  it.each<[string, IncidentState, Partial<Execution>]>([
    ['nothing is in the way', 'executing', {}],
    ['it is followed as it should be', 'following', { status: 'applied', pullRequest: opened, message: url }],
    ['it has run', 'executing', { status: 'applied', message: 'found done' }],
    ['it is over', 'closed', { message: 'the outcome is not known yet' }],
  ])('is nothing where %s', (_why, state, execution) => {
    expect(lines(state, execution)).toEqual([]);
  });
});
