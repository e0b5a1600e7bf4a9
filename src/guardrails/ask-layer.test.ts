import { describe, expect, it } from 'vitest';
import { actionOn, changeOf, deployment, noon, packaged } from '../../test/support/allowlist.ts';
import { recordedCluster } from '../adapters/dump/recorded-cluster.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import { layers, type Layer, type Verdict } from '../domain/verdict.ts';
import { askLayer } from './ask-layer.ts';
import type { Guardrail, GuardrailContext } from './guardrail.ts';

function contextOf(mode: GuardrailContext['mode']): GuardrailContext {
  const target = deployment();
  return {
    action: actionOn(target),
    change: changeOf(target),
    cluster: recordedCluster([target]),
    mode,
    policies: packaged,
    clusterName: 'default',
    provisional: false,
    now: noon,
  };
}

const saying = (verdict: Verdict): Guardrail => ({ layer: verdict.layer, judge: async () => verdict });
const skipped: Verdict = {
  layer: 'dry-run',
  outcome: 'skipped',
  reason: 'dry-run.no-cluster',
  message: 'there is no live API server to ask',
};
const longEnough = 60_000;

describe('a layer that cannot be judged refuses', () => {
  it.each<readonly [Layer, ReasonCode]>(layers.map((layer) => [layer, `${layer}.error` as ReasonCode]))(
    'as %s, where it throws',
    async (layer, reason) => {
      const broken: Guardrail = {
        layer,
        judge: async () => {
          throw new Error('out of order');
        },
      };
      for (const mode of ['check', 'response'] as const) {
        expect(await askLayer(broken, contextOf(mode), longEnough)).toEqual({
          layer,
          outcome: 'refuse',
          reason,
          message: 'this layer could not be judged: out of order',
        });
      }
    },
  );

  it('where it does not answer in time', async () => {
    const silent: Guardrail = { layer: 'selector', judge: () => new Promise(() => undefined) };
    expect(await askLayer(silent, contextOf('response'), 1)).toMatchObject({
      outcome: 'refuse',
      reason: 'selector.error',
    });
  });

  it('where it is skipped during a response, and keeps what it says', async () => {
    expect(await askLayer(saying(skipped), contextOf('response'), longEnough)).toEqual({
      ...skipped,
      outcome: 'refuse',
    });
  });
});

describe('a layer that says something is believed', () => {
  it('to be skipped, where advice is asked for', async () => {
    expect(await askLayer(saying(skipped), contextOf('check'), longEnough)).toEqual(skipped);
  });

  it.each(['pass', 'hold', 'refuse'] as const)('to %s, in a response', async (outcome) => {
    const verdict = { ...skipped, outcome };
    expect(await askLayer(saying(verdict), contextOf('response'), longEnough)).toEqual(verdict);
  });
});
