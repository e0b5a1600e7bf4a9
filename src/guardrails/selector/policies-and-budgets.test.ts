import { describe, expect, it } from 'vitest';
import {
  disruptionBudget,
  namespaceObject,
  networkPolicy,
  relabelled,
  workload,
} from '../../../test/support/namespace-objects.ts';
import { component, judge, postgres, web } from '../../../test/support/selector-trap.ts';

describe('NetworkPolicies and PodDisruptionBudgets', () => {
  const isolate = (selector: object) => networkPolicy('db', { podSelector: selector });
  const dbOnly = { matchLabels: { [component]: 'postgres' } };

  it('may not come to mean a second workload', async () => {
    const verdict = await judge([web, postgres], isolate(dbOnly), isolate({}));
    expect(verdict.message).toBe('NetworkPolicy cardboard/db would also apply to Deployment cardboard/web');
    const budget = await judge([web, postgres], disruptionBudget('db', dbOnly), disruptionBudget('db', {}));
    expect(budget.message).toBe(
      'PodDisruptionBudget cardboard/db would also count the pods of Deployment cardboard/web',
    );
  });

  it('may not come to mean nothing', async () => {
    const gone = { matchExpressions: [{ key: component, operator: 'In', values: ['mysql'] }] };
    expect((await judge([web, postgres], isolate(dbOnly), isolate(gone))).reason).toBe(
      'selector.loses-all-endpoints',
    );
    expect(
      (await judge([postgres], disruptionBudget('db', dbOnly), disruptionBudget('db', undefined))).reason,
    ).toBe('selector.loses-all-endpoints');
  });

  it('that mean everything go on to when something is added', async () => {
    const added = workload('Deployment', 'new');
    expect((await judge([web, postgres, isolate({})], undefined, added)).outcome).toBe('pass');
    expect((await judge([web, isolate({})], undefined, added)).outcome).toBe('pass');
  });

  it('may not let in a second workload, nor lose the one that they let in', async () => {
    const from = [{ podSelector: { matchLabels: { access: 'db' } } }];
    const policy = networkPolicy('db', { podSelector: dbOnly, ingress: [{ from }] });
    const client = workload('Deployment', 'client', { labels: { app: 'client', access: 'db' } });
    const other = workload('Deployment', 'other');
    const gained = await judge(
      [postgres, client, policy],
      other,
      relabelled(other, { app: 'other', access: 'db' }),
    );
    expect(gained.message).toBe(
      'NetworkPolicy cardboard/db (ingress[0]) would also let in Deployment cardboard/other',
    );
    const lost = await judge([postgres, policy], client, relabelled(client, { app: 'client' }));
    expect(lost.reason).toBe('selector.loses-all-endpoints');
  });

  it('do not concern this namespace where their peers name another', async () => {
    const peer = {
      podSelector: { matchLabels: { access: 'db' } },
      namespaceSelector: { matchLabels: { team: 'other' } },
    };
    const policy = networkPolicy('db', { podSelector: dbOnly, ingress: [{ from: [peer] }] });
    const client = workload('Deployment', 'client', { labels: { access: 'db' } });
    const judged = (labels: Record<string, string>) =>
      judge([namespaceObject(labels), postgres, policy], client, relabelled(client, { app: 'client' }));
    expect((await judged({ team: 'web' })).outcome).toBe('pass');
    expect((await judged({ team: 'other' })).outcome).toBe('refuse');
  });

  it('throw for an operator that Kubernetes does not know', async () => {
    const odd = isolate({ matchExpressions: [{ key: 'a', operator: 'Like', values: ['x'] }] });
    await expect(judge([postgres], isolate(dbOnly), odd)).rejects.toThrow('NetworkPolicy cardboard/db');
  });
});

describe('a Namespace’s labels', () => {
  const peer = { namespaceSelector: { matchLabels: { team: 'web' } } };
  const policy = networkPolicy('db', { ingress: [{ from: [peer] }] });

  it('may not take it out of a NetworkPolicy', async () => {
    const verdict = await judge([policy], namespaceObject({ team: 'web' }), namespaceObject());
    expect(verdict).toMatchObject({
      reason: 'selector.loses-all-endpoints',
      objects: [{ kind: 'NetworkPolicy' }],
    });
  });

  it('wait for people where they open a NetworkPolicy to it', async () => {
    const verdict = await judge([policy], namespaceObject(), namespaceObject({ team: 'web' }));
    expect(verdict).toMatchObject({ outcome: 'hold', reason: 'selector.safe' });
  });

  it('are none of this layer’s business where they are for Pod Security', async () => {
    const after = namespaceObject({ 'pod-security.kubernetes.io/enforce': 'baseline' });
    expect((await judge([policy], namespaceObject(), after)).reason).toBe('selector.no-change');
  });
});
