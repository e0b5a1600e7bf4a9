import { describe, expect, it } from 'vitest';
import { relabelled, workload } from '../../../test/support/namespace-objects.ts';
import { component, judge, name, web } from '../../../test/support/selector-trap.ts';
import type { KubernetesObject } from '../../domain/objects.ts';

describe('a workload’s own selector', () => {
  const owning = (object: KubernetesObject, selector: object) => ({
    ...object,
    spec: { ...Object(object['spec']), selector },
  });
  const before = owning(web, { matchLabels: { [component]: 'web' } });

  it.each(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job'])(
    'cannot be changed on a %s',
    async (kind) => {
      const one = workload(kind, 'web', { labels: { app: 'web', v: '1' } });
      const verdict = await judge(
        [],
        owning(one, { matchLabels: { app: 'web' } }),
        owning(one, { matchLabels: { v: '1' } }),
      );
      expect(verdict).toMatchObject({ outcome: 'refuse', reason: 'selector.immutable' });
    },
  );

  it('has to go on matching the template', async () => {
    const verdict = await judge([], before, relabelled(before, { [name]: 'cardboard' }));
    expect(verdict).toMatchObject({ outcome: 'refuse', reason: 'selector.immutable' });
    expect(verdict.remedy).toBe(`keep ${component}=web on the pod template`);
  });

  it('says nothing against other labels', async () => {
    const after = relabelled(before, { [component]: 'web', v: '2' });
    expect((await judge([], before, after)).outcome).toBe('pass');
  });
});
