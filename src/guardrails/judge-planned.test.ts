import { describe, expect, it } from 'vitest';
import { actionOn, deployment, noon, packaged } from '../../test/support/allowlist.ts';
import { recordedCluster } from '../adapters/dump/recorded-cluster.ts';
import type { Json } from '../domain/objects.ts';
import type { ApiRequest } from '../domain/request.ts';
import { layers, type Layer } from '../domain/verdict.ts';
import type { Guardrail, GuardrailContext } from './guardrail.ts';
import { judgeAction, type JudgeSetting, type JudgeTask } from './judge-action.ts';

const web = deployment();

/** One guardrail a layer: it passes unless it is the one that refuses, and keeps what it was asked with. */
function watched(refusing?: Layer) {
  const seen: GuardrailContext[] = [];
  const guardrails = layers.map(
    (layer): Guardrail => ({
      layer,
      judge: async (context) => {
        seen.push(context);
        const refuses = layer === refusing;
        return {
          layer,
          outcome: refuses ? 'refuse' : 'pass',
          reason: refuses ? 'allowlist.denied' : 'allowlist.allowed',
          message: layer,
        };
      },
    }),
  );
  return { seen, guardrails };
}

function judge(
  more: Partial<JudgeSetting>,
  task: Partial<JudgeTask> = {},
  params: { [name: string]: Json } = { labels: { team: 'shop' } },
) {
  return judgeAction(
    {
      input: actionOn(web, 'set-labels', params),
      marker: 'prp_1.1',
      at: noon.toISOString(),
      provisional: () => false,
      ...task,
    },
    {
      guardrails: watched().guardrails,
      cluster: recordedCluster([web]),
      mode: 'check',
      policies: packaged,
      clusterName: 'default',
      now: noon,
      layerTimeoutMilliseconds: 60_000,
      ...more,
    },
  );
}

describe('an action that can be planned', () => {
  it.each(layers)('is refused by %s alone, and every layer is asked all the same', async (layer) => {
    const { seen, guardrails } = watched(layer);

    const { outcome, verdicts } = await judge({ guardrails });

    expect(outcome).toBe('refuse');
    expect(verdicts.map((verdict) => verdict.layer)).toEqual(layers);
    expect(seen.map(({ earlier }) => earlier?.map((verdict) => verdict.layer))).toEqual(
      layers.map((_layer, index) => layers.slice(0, index)),
    );
  });

  it('comes back with what it would change', async () => {
    const { planned, outcome } = await judge({});

    expect(outcome).toBe('pass');
    expect(planned).toMatchObject({
      provisional: false,
      change: { after: { metadata: { labels: { team: 'shop' } } } },
    });
    expect(planned).not.toHaveProperty('dryRunOutcome');
  });
});

describe('the dry-run', () => {
  const result = { object: web, warnings: [] };

  it('is of the exact request, once, and every layer sees its outcome', async () => {
    const requests: ApiRequest[] = [];
    const { seen, guardrails } = watched();
    const dryRun = {
      dryRun: async (request: ApiRequest) => {
        requests.push(request);
        return result;
      },
    };

    const { planned } = await judge({ guardrails, dryRun });

    expect(requests).toEqual([planned?.change.request]);
    expect(planned?.dryRunOutcome).toEqual({ accepted: true, result });
    for (const { dryRunOutcome } of seen) expect(dryRunOutcome).toEqual({ accepted: true, result });
  });

  it('that fails is an outcome like another', async () => {
    const error = new Error('the API server is away');
    const { seen, guardrails } = watched();
    const dryRun = {
      dryRun: async () => {
        throw error;
      },
    };

    const { planned } = await judge({ guardrails, dryRun });

    expect(planned?.dryRunOutcome).toEqual({ accepted: false, error });
    for (const { dryRunOutcome } of seen) expect(dryRunOutcome).toEqual({ accepted: false, error });
  });

  it('is not made of a step whose object an earlier step changes', async () => {
    const { seen, guardrails } = watched();
    const asked: string[] = [];
    const dryRun = {
      dryRun: async () => {
        asked.push('dry-run');
        return result;
      },
    };
    const provisional = (target: { readonly metadata: { readonly name: string } }) =>
      target.metadata.name === web.metadata.name;

    const { planned } = await judge({ guardrails, dryRun }, { provisional });

    expect(asked).toEqual([]);
    expect(planned).toMatchObject({ provisional: true });
    for (const context of seen) {
      expect(context.provisional).toBe(true);
      expect(context).not.toHaveProperty('dryRunOutcome');
    }
  });
});

describe('an action that holds a secret', () => {
  it('comes back without its parameters', async () => {
    const secret = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a';

    const judged = await judge({}, {}, { labels: { token: secret } });

    expect(judged).toMatchObject({ outcome: 'refuse', action: { action: 'set-labels', params: {} } });
    expect(judged.verdicts[0]?.reason).toBe('action.secret-like');
    expect(JSON.stringify(judged)).not.toContain(secret);
  });
});

describe('an action that is none', () => {
  it('is named by its fault alone in the first layer, and the others say that they could not look', async () => {
    const { verdicts } = await judge({ cluster: recordedCluster([]) }, { input: { action: 'none' } });

    expect(verdicts.map(({ layer, outcome }) => `${layer} ${outcome}`)).toEqual([
      'allowlist refuse',
      ...layers.slice(1).map((layer) => `${layer} skipped`),
    ]);
    expect(verdicts.slice(1).map(({ message }) => message)).toEqual(
      layers.slice(1).map(() => 'there is nothing to judge'),
    );
  });
});
