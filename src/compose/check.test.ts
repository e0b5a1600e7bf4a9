import { describe, expect, it } from 'vitest';
import { actionOn, deployment, noon, packaged } from '../../test/support/allowlist.ts';
import { fakeCluster } from '../../test/support/fake-cluster.ts';
import { memoryHost } from '../../test/support/memory-host.ts';
import { refOf } from '../domain/objects.ts';
import type { Guardrail } from '../guardrails/guardrail.ts';
import { createCheck } from './check.ts';

/** A webhook's refusal may quote whatever it was sent. */
const quoting: Guardrail = {
  layer: 'dry-run',
  judge: async () => ({
    layer: 'dry-run',
    outcome: 'refuse',
    reason: 'dry-run.webhook-denied',
    message: 'denied: password hunter2 is too short',
    remedy: 'replace hunter2',
  }),
};

describe('what the guardrails tell whoever asks', () => {
  it('of a pull request costs the host nothing over the API, where any viewer may ask', async () => {
    const object = deployment();
    const { uid: _uid, ...target } = refOf(object);
    const host = memoryHost('acme/deployments', { 'apps/web.yaml': 'kind: Deployment\n' });
    const repositories = [{ repository: 'acme/deployments', base: 'main', paths: ['apps/**'] }];
    const check = createCheck({
      judgeSetting: async () => ({
        guardrails: [],
        cluster: fakeCluster(object).reader,
        mode: 'response',
        policies: packaged,
        clusterName: 'default',
        now: noon,
        layerTimeoutMilliseconds: 1_000,
        pullRequests: { reader: host.reader, repositories, redact: async (text) => text },
      }),
      redact: async (text) => text,
      clock: { now: () => noon },
    });
    const change = { object: target, field: '/spec/replicas', value: 3 };
    const edits = [{ path: 'apps/web.yaml', change }];
    const params = { repository: 'acme/deployments', base: 'main', title: 'more', body: '', edits };
    const action = actionOn(object, 'open-pull-request', params);

    await check.check({ ...action, target });
    expect(host.calls).toEqual([]);
    await check.explain({ ...action, target });
    expect(host.calls).not.toEqual([]);
  });

  it.each(['check', 'explain'] as const)('%s masks what looks like a secret', async (ask) => {
    const object = deployment();
    const check = createCheck({
      judgeSetting: async () => ({
        guardrails: [quoting],
        cluster: fakeCluster(object).reader,
        mode: 'response',
        policies: packaged,
        clusterName: 'default',
        now: noon,
        layerTimeoutMilliseconds: 1_000,
      }),
      redact: async (text) => text.replaceAll('hunter2', '[redacted]'),
      clock: { now: () => noon },
    });
    const answer = JSON.stringify(await check[ask](actionOn(object)));
    expect(answer).toContain('password [redacted] is too short');
    expect(answer).not.toContain('hunter2');
  });
});
