import { describe, expect, it } from 'vitest';
import { noon, packaged } from '../../test/support/allowlist.ts';
import { recordedCluster } from '../adapters/dump/recorded-cluster.ts';
import { judgeAction } from './judge-action.ts';

function judge(input: unknown) {
  const task = { input, marker: 'check', at: noon.toISOString(), provisional: () => false };
  return judgeAction(task, {
    guardrails: [],
    cluster: recordedCluster([]),
    mode: 'check',
    policies: packaged,
    clusterName: 'default',
    now: noon,
    layerTimeoutMilliseconds: 1000,
  });
}

describe('what is no action', () => {
  it.each([null, 7, 'kubectl delete', ['x'], { action: 'set-labels' }])(
    '(%j) is given back as it came',
    async (input) => {
      const result = await judge(input);

      expect(result).toMatchObject({
        outcome: 'refuse',
        verdicts: [{ reason: 'action.invalid' }, {}, {}, {}, {}],
      });
      expect(result.action).toEqual(input);
    },
  );

  it('is given back without what is nested without end, so that it can be written down', async () => {
    const deep: unknown = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);

    const { action } = await judge({ action: 'patch-object', params: deep });

    expect(JSON.stringify(action)).toBe('{"action":"patch-object"}');
  });
});
