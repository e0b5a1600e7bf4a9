import { describe, expect, it } from 'vitest';
import { deployment, statefulSet } from '../../test/support/action-objects.ts';
import { action, change, kubectl, plan } from '../../test/support/actions.ts';
import type { KubernetesObject } from '../domain/objects.ts';

const to = (replicas: number, object = deployment) => action('scale-workload', object, { replicas });

function autoscaler(scaleTargetRef: object): KubernetesObject {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'web', namespace: 'cardboard' },
    spec: { scaleTargetRef },
  };
}

describe('scale-workload', () => {
  it('changes the object itself and tests what it was', () => {
    expect(change(to(3), deployment).request).toMatchObject({
      verb: 'patch',
      patch: expect.arrayContaining([
        { op: 'test', path: '/metadata/uid', value: 'uid-web' },
        { op: 'test', path: '/spec/replicas', value: 2 },
        { op: 'replace', path: '/spec/replicas', value: 3 },
      ]) as unknown,
    });
  });

  it('is riskier the less it leaves', () => {
    expect([3, 1, 0].map((replicas) => change(to(replicas), deployment).risk)).toEqual([
      'low',
      'medium',
      'high',
    ]);
  });

  it('has the pods that it brings judged, and only those', () => {
    expect(change(to(3), deployment).podsFrom).toBe(deployment);
    expect(change(to(1), deployment).podsFrom).toBeUndefined();
  });

  it('refuses what an autoscaler would scale back, and takes another workload for another', () => {
    const own = autoscaler({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' });
    const others = autoscaler({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Deployment', name: 'web' });

    expect(plan(to(3), deployment, [own])).toMatchObject({ ok: false, reason: 'target.controlled' });
    expect(plan(to(3), deployment, [others]).ok).toBe(true);
  });

  it('refuses what an operator would scale back, and names the operator', () => {
    const owner = {
      apiVersion: 'postgresql.cnpg.io/v1',
      kind: 'Cluster',
      name: 'main',
      uid: 'x',
      controller: true,
    };
    const owned = { ...statefulSet, metadata: { ...statefulSet.metadata, ownerReferences: [owner] } };

    expect(plan(to(1, owned), owned)).toMatchObject({
      ok: false,
      reason: 'target.controlled',
      message: expect.stringContaining('Cluster main') as string,
    });
  });

  it('says that volumes which go with their replicas do not come back', () => {
    const spec = Object(statefulSet['spec']) as object;
    const retention = { whenScaled: 'Delete', whenDeleted: 'Retain' };
    const volumes = { persistentVolumeClaimRetentionPolicy: retention, volumeClaimTemplates: [{}] };
    const dropping = { ...statefulSet, spec: { ...spec, ...volumes } };

    expect(change(to(1, dropping), dropping)).toMatchObject({
      risk: 'high',
      inverse: { irreversible: expect.any(String) as string },
    });
    expect(change(to(5, dropping), dropping).inverse).toHaveProperty('action');
  });

  it('refuses what would change nothing', () => {
    expect(plan(to(2), deployment)).toMatchObject({ ok: false, reason: 'dry-run.no-effect' });
  });

  it('reads as kubectl would take it', () => {
    expect(kubectl(to(3))).toBe('kubectl -n cardboard scale deployment/web --replicas=3');
  });
});
