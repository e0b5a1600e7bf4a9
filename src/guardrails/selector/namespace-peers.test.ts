import { describe, expect, it } from 'vitest';
import { namespaceObject, networkPolicy } from '../../../test/support/namespace-objects.ts';
import { judgeNamespaceLabels } from './namespace-peers.ts';
import { InvalidSelectorError } from './pod-selector.ts';

const naming = (team: string) => ({ namespaceSelector: { matchLabels: { team } } });
const inbound = (...from: readonly object[]) => networkPolicy('in', { podSelector: {}, ingress: [{ from }] });
const outbound = (...to: readonly object[]) => networkPolicy('out', { podSelector: {}, egress: [{ to }] });
const [mine, theirs] = [namespaceObject({ team: 'mine' }), namespaceObject({ team: 'theirs' })];

describe('new labels of a Namespace', () => {
  it.each([
    ['lets it in', inbound(naming('mine'))],
    ['lets traffic out to it', outbound(naming('mine'))],
    ['names it beside others', inbound({ podSelector: {} }, naming('other'), naming('mine'))],
  ])('are refused where a policy no longer means it that %s', (_how, policy) => {
    const verdict = judgeNamespaceLabels(mine, theirs, [inbound(naming('other')), policy]);
    expect(verdict).toMatchObject({
      outcome: 'refuse',
      reason: 'selector.loses-all-endpoints',
      message: `NetworkPolicy cardboard/${policy.metadata.name} would no longer mean Namespace cardboard`,
      objects: [{ kind: 'NetworkPolicy', name: policy.metadata.name }],
    });
    expect(verdict.objects).toHaveLength(1);
  });

  it('hold for people where a policy would come to mean it, and name that one alone', () => {
    expect(judgeNamespaceLabels(theirs, mine, [outbound(naming('mine')), inbound(naming('other'))])).toEqual({
      outcome: 'hold',
      reason: 'selector.safe',
      message: 'NetworkPolicy cardboard/out would let traffic through for Namespace cardboard too',
    });
  });

  it.each([
    ['means it before and after', inbound({ namespaceSelector: {} })],
    ['means it neither before nor after', inbound(naming('other'))],
    ['says nothing of namespaces', inbound({ podSelector: {} })],
  ])('pass where a policy %s', (_how, policy) => {
    expect(judgeNamespaceLabels(mine, theirs, [policy])).toMatchObject({
      outcome: 'pass',
      reason: 'selector.unchanged',
    });
  });

  it('cannot be judged beside a selector that Kubernetes would not understand', () => {
    const odd = inbound({ namespaceSelector: { matchExpressions: [{ key: 'team', operator: 'Like' }] } });
    expect(() => judgeNamespaceLabels(mine, theirs, [odd])).toThrow(InvalidSelectorError);
  });
});
