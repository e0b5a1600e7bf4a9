import { describe, expect, it } from 'vitest';
import {
  controllerRevision,
  deployment,
  replicaSet,
  replicaSets,
  statefulSet,
} from '../../test/support/action-objects.ts';
import { action, change, kubectl, plan } from '../../test/support/actions.ts';
import { field } from '../domain/fields.ts';

const back = (params = {}) => action('rollback-workload', deployment, params);
const image = ['spec', 'template', 'spec', 'containers', 0, 'image'] as const;

describe('rollback-workload', () => {
  it('goes to the revision before the present one, or to the one that is named', () => {
    const before = change(back(), deployment, replicaSets);
    const named = change(back({ toRevision: 1 }), deployment, replicaSets);

    expect(field(before.after, ...image)).toBe('registry.example/team/web:2');
    expect(field(named.after, ...image)).toBe('registry.example/old/web:1');
  });

  it('leaves the label of the ReplicaSet in the ReplicaSet', () => {
    const { after } = change(back(), deployment, replicaSets);
    expect(field(after, 'spec', 'template', 'metadata', 'labels')).toEqual({ app: 'web' });
  });

  it('writes only what differs', () => {
    const { request } = change(back(), deployment, replicaSets.slice(1));
    expect(JSON.stringify(request)).not.toContain('LEVEL');
  });

  it('is taken back by the number of the present revision', () => {
    expect(change(back(), deployment, replicaSets).inverse).toMatchObject({
      action: { action: 'rollback-workload', params: { toRevision: 3 } },
    });
  });

  it('cannot be taken back where the present template is kept nowhere', () => {
    const kept = replicaSets.slice(0, 2);
    expect(change(back({ toRevision: 1 }), deployment, kept).inverse).toHaveProperty('irreversible');

    const spec = { ...Object(deployment['spec']), revisionHistoryLimit: 0 } as object;
    const forgetful = { ...deployment, spec };
    expect(change(back(), forgetful, replicaSets).inverse).toHaveProperty('irreversible');
  });

  it('does not guess what "the one before" is', () => {
    expect(plan(back(), deployment, replicaSets.slice(0, 2))).toMatchObject({
      ok: false,
      reason: 'target.no-revision',
      remedy: 'the revisions that are kept: 2, 1',
    });
  });

  it('counts no revision of another life of the workload', () => {
    const [one] = replicaSet(2, 'evil.example/web:2').metadata.ownerReferences ?? [];
    if (one === undefined) throw new Error('a ReplicaSet has an owner');
    const stranger = replicaSet(2, 'evil.example/web:2');
    const foreign = {
      ...stranger,
      metadata: { ...stranger.metadata, ownerReferences: [{ ...one, uid: 'former-life' }] },
    };

    expect(plan(back({ toRevision: 2 }), deployment, [foreign])).toMatchObject({
      ok: false,
      reason: 'target.no-revision',
    });
  });

  it('knows the revisions of a StatefulSet', () => {
    const kept = [controllerRevision(1, 'postgres:16'), controllerRevision(2, 'postgres:17')];
    const { after, inverse } = change(action('rollback-workload', statefulSet, {}), statefulSet, kept);

    expect(field(after, ...image)).toBe('postgres:16');
    expect(field(after, 'spec', 'template', '$patch')).toBeUndefined();
    expect(inverse).toMatchObject({ action: { params: { toRevision: 2 } } });
  });

  it('refuses a paused Deployment, as kubectl does', () => {
    const paused = { ...deployment, spec: { ...Object(deployment['spec']), paused: true } as object };
    expect(plan(back(), paused, replicaSets)).toMatchObject({ ok: false, reason: 'action.invalid' });
  });

  it('lets layer 1 know which images the workload has run', () => {
    expect(change(back(), deployment, replicaSets).earlier).toHaveLength(3);
  });

  it('reads as kubectl would take it', () => {
    expect(kubectl(back())).toBe('kubectl -n cardboard rollout undo deployment/web');
    expect(kubectl(back({ toRevision: 1 }))).toBe(
      'kubectl -n cardboard rollout undo deployment/web --to-revision=1',
    );
  });
});
