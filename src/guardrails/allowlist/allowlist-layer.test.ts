import { describe, expect, it } from 'vitest';
import {
  actionOn,
  changeOf,
  deployment,
  noon,
  packaged,
  rule,
  withRules,
} from '../../../test/support/allowlist.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { ClusterError, type ClusterReader } from '../../ports/cluster.ts';
import type { GuardrailContext } from '../guardrail.ts';
import { compileCondition } from '../policies/condition.ts';
import { allowlistLayer, judgeMissingTarget } from './allowlist-layer.ts';
import { explain } from './explain.ts';

const web = deployment();

function clusterOf(objects: readonly KubernetesObject[]): ClusterReader {
  return {
    get: async ({ kind, name }) =>
      objects.find((object) => object.kind === kind && object.metadata.name === name),
    list: async ({ kind, namespace }) => {
      const items = objects.filter(
        (object) => object.kind === kind && object.metadata.namespace === namespace,
      );
      return { items, truncated: false };
    },
    logs: async () => '',
  };
}

const forbidden: ClusterReader = {
  ...clusterOf([]),
  get: async () => {
    throw new ClusterError('forbidden', 'namespaces is forbidden');
  },
};

function context(more: Partial<GuardrailContext> = {}): GuardrailContext {
  return {
    action: actionOn(web),
    change: changeOf(web),
    cluster: clusterOf([]),
    mode: 'check',
    policies: packaged,
    clusterName: 'default',
    provisional: false,
    now: noon,
    ...more,
  };
}

describe('the allowlist layer', () => {
  it('shows conditions the namespace that the target lives in', async () => {
    const compiled = compileCondition("namespaceObject.metadata.labels.team == 'shop'");
    if (!compiled.ok) throw new Error(compiled.problem);
    const policies = withRules([rule({ when: compiled.condition })]);
    const namespace = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'cardboard', labels: { team: 'shop' } },
    };

    const seen = await allowlistLayer.judge(context({ policies, cluster: clusterOf([namespace]) }));
    const unseen = await allowlistLayer.judge(context({ policies, cluster: forbidden }));

    expect(seen.outcome).toBe('pass');
    expect(unseen.reason).toBe('allowlist.no-rule');
  });

  it('reads nothing where no rule asks', async () => {
    expect((await allowlistLayer.judge(context({ cluster: forbidden }))).outcome).toBe('pass');
  });
});

describe('a target that is not there', () => {
  const action = actionOn(deployment('traefik', 'traefik'));

  async function judge(cluster: ClusterReader) {
    const { change: _change, ...missing } = context({ action, cluster });
    return judgeMissingTarget(missing);
  }

  it('is told where it lives, where the namespace is not there either', async () => {
    expect(await judge(clusterOf([]))).toMatchObject({
      outcome: 'refuse',
      reason: 'allowlist.wrong-namespace',
      remedy: 'traefik lives in kube-system',
    });
  });

  it('is just not found where the namespace exists, by its object or by its pods', async () => {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'traefik' } };
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x', namespace: 'traefik' } };

    expect((await judge(clusterOf([namespace]))).reason).toBe('target.not-found');
    expect((await judge(clusterOf([pod]))).reason).toBe('target.not-found');
    expect((await judge(forbidden)).reason).toBe('target.not-found');
  });
});

describe('an explanation', () => {
  it('says of each rule why it matches or what keeps it from it', async () => {
    const { verdict, rules } = await explain(context());

    expect(verdict.reason).toBe('allowlist.allowed');
    expect(rules[0]).toMatchObject({ effect: 'deny', result: 'other-object' });
    expect(rules.filter(({ result }) => result === 'matches').map((each) => each.rule)).toEqual([
      verdict.rule,
    ]);
    expect(rules.map((each) => each.result)).toContain('other-action');
  });
});
