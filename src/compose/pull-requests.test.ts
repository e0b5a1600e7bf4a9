import { describe, expect, it } from 'vitest';
import { memoryHost } from '../../test/support/memory-host.ts';
import type { Draft } from '../domain/incident.ts';
import { sourcesFor } from './pull-requests.ts';

const repository = { repository: 'acme/platform', base: 'main', folder: 'policies' };
const composed = {
  sources: {
    reader: memoryHost('acme/platform', {}).reader,
    repositories: [],
    redact: async (text: string) => text,
  },
  policyChanges: {
    repository,
    rehearse: async () =>
      ({ layer: 'dry-run', outcome: 'pass', reason: 'policy-change.tests-pass', message: 'fine' }) as const,
  },
};
const draft: Draft = { purpose: 'fix', by: 'litellm:claude-haiku', actions: [] };
const requestedBy = { kind: 'person', name: 'robin', via: 'local' } as const;

describe('the repository of the policies', () => {
  it.each([
    ['a check', undefined],
    ['an incident without a draft', {}],
    ['what a model drafted', { draft }],
  ])('is closed to %s', (_what, incident) => {
    expect(sourcesFor(composed, incident).policyChanges).toBeUndefined();
  });

  it('is open to what a person has asked for', () => {
    expect(sourcesFor(composed, { draft: { ...draft, requestedBy } }).policyChanges?.repository).toBe(
      repository,
    );
  });

  it('is open to nobody where none is configured', () => {
    const { sources } = composed;
    expect(sourcesFor({ sources }, { draft: { ...draft, requestedBy } }).policyChanges).toBeUndefined();
  });
});
