import { describe, expect, it } from 'vitest';
import { relabelled, workload } from '../../../test/support/namespace-objects.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { ownSelectorProblem } from './own-selector.ts';

const selecting = (kind: string, selector: unknown): KubernetesObject => {
  const object = workload(kind, 'web');
  return { ...object, spec: { ...(object['spec'] as object), selector } };
};
const byLabels = { matchLabels: { app: 'web' } };

describe('a workload’s own selector', () => {
  it.each(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job'])(
    'cannot be changed on a %s',
    (kind) => {
      const after = selecting(kind, { matchLabels: { app: 'web', tier: 'web' } });
      expect(ownSelectorProblem(selecting(kind, byLabels), after)?.message).toContain('cannot be changed');
    },
  );

  it.each([
    ['Deployment', byLabels],
    ['ReplicationController', { app: 'web' }],
  ])('has to match the template of a %s, whether it is new or changed', (kind, selector) => {
    const before = selecting(kind, selector);
    const after = relabelled(before, { app: 'other' });
    expect(ownSelectorProblem(before, after)?.message).toContain('would no longer match its own selector');
    expect(ownSelectorProblem(undefined, after)?.message).toContain('would no longer match its own selector');
    expect(ownSelectorProblem(before, before)).toBeUndefined();
  });

  it('may change on a ReplicationController, template and all', () => {
    const before = selecting('ReplicationController', { app: 'web' });
    const after = relabelled(selecting('ReplicationController', { app: 'new' }), { app: 'new' });
    expect(ownSelectorProblem(before, after)).toBeUndefined();
  });

  it.each([undefined, null])('is made from the template where it is %s', (selector) => {
    expect(ownSelectorProblem(undefined, selecting('Deployment', selector))).toBeUndefined();
    expect(ownSelectorProblem(undefined, selecting('ReplicationController', selector))).toBeUndefined();
  });

  it('is nothing to a kind whose selector chooses others', () => {
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' } };
    const after = { ...service, spec: { selector: { app: 'other' } } };
    expect(ownSelectorProblem({ ...service, spec: { selector: { app: 'web' } } }, after)).toBeUndefined();
  });
});
