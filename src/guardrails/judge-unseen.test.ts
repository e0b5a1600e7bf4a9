import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionOn, deployment, noon, packaged, rule, withRules } from '../../test/support/allowlist.ts';
import { recordedCluster } from '../adapters/dump/recorded-cluster.ts';
import { guardrails } from './index.ts';
import { judgeAction } from './judge-action.ts';
import { judgeUnseen } from './judge-unseen.ts';
import type { Policies } from './policies/policies.ts';

const web = deployment();

function setting(policies: Policies) {
  return { guardrails, policies, clusterName: 'default', now: noon, layerTimeoutMilliseconds: 1000 };
}

async function unseen(input: unknown, policies = packaged) {
  return (await judgeUnseen(input, setting(policies))).verdicts[0];
}

describe('an action whose target nobody has looked at', () => {
  it('is refused where a deny rule names it', async () => {
    const deny = rule({ name: 'no-restarts', effect: 'deny', names: ['web'] });
    expect(await unseen(actionOn(web), withRules([rule(), deny]))).toMatchObject({
      reason: 'allowlist.denied',
      rule: 'policies/test.yaml:1#no-restarts',
    });
  });

  it('is not refused for labels, conditions and factors that the object may well meet', async () => {
    const raise = actionOn(web, 'set-resources', { container: 'app', limits: { memory: '512Mi' } });
    const params = [
      { path: ['container'] },
      { path: ['limits', 'memory'], quantity: { max: '1Gi', maxFactor: 2 } },
    ];
    const labels = [{ key: 'team', operator: 'In' as const, values: ['shop'] }];
    const open = rule({ actions: ['set-resources'], params, labels });
    expect(await unseen(raise, withRules([open]))).toMatchObject({
      outcome: 'skipped',
      reason: 'target.not-looked-up',
    });
  });

  it('is refused where the parameters lie outside, whatever the object holds', async () => {
    const raise = actionOn(web, 'set-resources', { container: 'app', limits: { memory: '2Gi' } });
    const params = [{ path: ['container'] }, { path: ['limits', 'memory'], quantity: { max: '1Gi' } }];
    expect(await unseen(raise, withRules([rule({ actions: ['set-resources'], params })]))).toMatchObject({
      outcome: 'refuse',
      reason: 'allowlist.out-of-bounds',
    });
  });

  it('is refused only if it is refused on the object as well', async () => {
    const memory = fc.constantFrom('64Mi', '256Mi', '384Mi', '3Gi', '64Gi');
    const labels = fc.dictionary(
      fc.constantFrom('app', 'team', 'app.kubernetes.io/name'),
      fc.constant('web'),
      {
        minKeys: 1,
      },
    );
    const change = fc.oneof(
      memory.map((limit) => ['set-resources', { container: 'app', limits: { memory: limit } }] as const),
      fc
        .tuple(labels, fc.boolean())
        .map(
          ([given, template]) =>
            ['set-labels', { labels: given, ...(template ? { template } : {}) }] as const,
        ),
      fc.constantFrom(['restart-workload', {}] as const, ['delete-job', {}] as const),
    );
    const place = fc.constantFrom('cardboard', 'kube-system', 'firebreak');
    await fc.assert(
      fc.asyncProperty(place, change, async (namespace, [name, params]) => {
        const object = deployment(namespace);
        const action = actionOn(object, name, params);
        const seen = await judgeAction(
          { input: action, marker: 'check', at: noon.toISOString(), provisional: () => false },
          { ...setting(packaged), mode: 'check', cluster: recordedCluster([object]) },
        );
        if ((await unseen(action))?.outcome === 'refuse') expect(seen.outcome).toBe('refuse');
      }),
    );
  });
});
