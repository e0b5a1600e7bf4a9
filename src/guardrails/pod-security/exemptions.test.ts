import { describe, expect, it } from 'vitest';
import { packaged } from '../../../test/support/allowlist.ts';
import { namespaceObject, verdictOn, workload } from '../../../test/support/namespace-objects.ts';
import { type ClusterDryRun, ClusterError } from '../../ports/cluster.ts';
import { podSecurityLayer } from './pod-security-layer.ts';

const accepting: ClusterDryRun = { dryRun: async () => ({ warnings: [] }) };
const rejecting: ClusterDryRun = {
  async dryRun() {
    throw new ClusterError('rejected', 'no');
  },
};
const objects = [namespaceObject({ 'pod-security.kubernetes.io/enforce': 'baseline' })];
const web = workload('Deployment', 'web');
const worse = { ...workload('Deployment', 'web', { spec: { hostNetwork: true } }), metadata: web.metadata };
const naming = (...podSecurityExemptions: readonly string[]) => ({
  ...packaged,
  namespaceMap: { ...packaged.namespaceMap, podSecurityExemptions },
});
const judge = (policies: typeof packaged, dryRun?: ClusterDryRun) =>
  verdictOn(podSecurityLayer, objects, [web, worse], {
    policies,
    ...(dryRun === undefined ? {} : { dryRun }),
  });

describe('a namespace that the API server exempts from Pod Security', () => {
  it('is exempt where a policy names it, and two people have to want it', async () => {
    expect(await judge(naming('card*'), accepting)).toMatchObject({
      outcome: 'hold',
      reason: 'pod-security.exempt',
      rule: expect.stringMatching(/namespace-map\.yaml:\d+#card\*$/u) as string,
    });
  });

  it.each([
    ['no policy names it', naming(), accepting],
    ['a policy names another', naming('shop'), accepting],
    ['the API server does not exempt it', naming('cardboard'), rejecting],
    ['nobody can ask the API server', naming('cardboard'), undefined],
  ])('keeps its level where %s', async (_why, policies, dryRun) => {
    expect(await judge(policies, dryRun)).toMatchObject({
      outcome: 'refuse',
      reason: 'pod-security.violates-level',
    });
  });
});

describe('more power than before', () => {
  const open = [namespaceObject()];
  const change = [web, worse] as const;

  it('holds, though the namespace enforces nothing against it', async () => {
    expect(await verdictOn(podSecurityLayer, open, change)).toMatchObject({
      outcome: 'hold',
      reason: 'pod-security.weakens',
      message: 'Deployment cardboard/web would get more power: hostNetwork',
    });
  });

  it('passes where it was there before, and where it goes', async () => {
    const other = { ...worse, metadata: { ...worse.metadata, labels: { a: 'b' } } };
    expect((await verdictOn(podSecurityLayer, open, [worse, other])).outcome).toBe('pass');
    expect((await verdictOn(podSecurityLayer, open, [worse, web])).outcome).toBe('pass');
  });

  it('holds for a new object that brings it', async () => {
    expect(await verdictOn(podSecurityLayer, open, [undefined, worse])).toMatchObject({
      outcome: 'hold',
      reason: 'pod-security.weakens',
    });
  });
});
