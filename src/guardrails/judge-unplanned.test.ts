import { describe, expect, it } from 'vitest';
import { actionOn, deployment, noon, packaged } from '../../test/support/allowlist.ts';
import type { KubernetesObject } from '../domain/objects.ts';
import { ClusterError, type ClusterReader } from '../ports/cluster.ts';
import { judgeAction, type JudgeSetting } from './judge-action.ts';

function setting(cluster: Partial<ClusterReader>): JudgeSetting {
  const empty: ClusterReader = {
    get: async () => undefined,
    list: async () => ({ items: [], truncated: false }),
    logs: async () => '',
  };
  return {
    cluster: { ...empty, ...cluster },
    mode: 'check',
    policies: packaged,
    clusterName: 'default',
    now: noon,
    guardrails: [],
    layerTimeoutMilliseconds: 1000,
  };
}

async function judge(object: KubernetesObject, cluster: Partial<ClusterReader>) {
  const input = actionOn(object, 'set-labels', { labels: { team: 'shop' } });
  const task = { input, marker: 'prp_1.1', at: noon.toISOString(), provisional: () => false };
  const { outcome, verdicts } = await judgeAction(task, setting(cluster));
  return { outcome, verdict: verdicts[0] };
}

describe('an action that cannot be planned', () => {
  it('on a Secret is refused without the Secret being read', async () => {
    const read: string[] = [];
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'token', namespace: 'cardboard' } };

    const { outcome, verdict } = await judge(secret, {
      get: async ({ kind }) => {
        read.push(kind);
        return undefined;
      },
    });

    expect(outcome).toBe('refuse');
    expect(verdict?.reason).toBe('allowlist.protected');
    expect(read).toEqual([]);
  });

  it('on a target in a namespace that does not exist is told where that part lives', async () => {
    const { outcome, verdict } = await judge(deployment('longhorn', 'longhorn-ui'), {});

    expect(outcome).toBe('refuse');
    expect(verdict).toMatchObject({
      reason: 'allowlist.wrong-namespace',
      remedy: 'longhorn lives in longhorn-system',
    });
  });

  it('is told of the protection of a namespace before anything about the target', async () => {
    const { verdict } = await judge(deployment('kube-system', 'treafik'), {});

    expect(verdict).toMatchObject({
      reason: 'allowlist.protected-namespace',
      rule: expect.stringMatching(/namespace-map\.yaml:\d+#kube-\*$/u),
    });
  });

  it('because its target cannot be read says so', async () => {
    const { verdict } = await judge(deployment(), {
      get: async () => {
        throw new ClusterError('forbidden', 'deployments.apps is forbidden');
      },
    });

    expect(verdict?.reason).toBe('target.unreadable');
  });
});
