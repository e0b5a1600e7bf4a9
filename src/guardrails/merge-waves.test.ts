import { describe, expect, it } from 'vitest';
import { fakeCluster } from '../../test/support/fake-cluster.ts';
import { service, workload } from '../../test/support/namespace-objects.ts';
import type { PlannedChange } from '../actions/action-type.ts';
import type { FieldChange } from '../domain/manifest-edit.ts';
import { type KubernetesObject, refOf } from '../domain/objects.ts';
import { mergedChange } from '../pull-requests/merged-changes.ts';
import { isProblem } from '../pull-requests/problem.ts';
import { wavesOf } from './merge-waves.ts';

const application: KubernetesObject = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'shop', namespace: 'argocd', uid: 'u-app' },
  spec: {},
};
const waveField = '/metadata/annotations/argocd.argoproj.io~1sync-wave';

/** An object as an Application of this name has applied it. */
function tracked(object: KubernetesObject, by = 'shop'): KubernetesObject {
  const annotations = { 'argocd.argoproj.io/tracking-id': `${by}:/${object.kind}:cardboard/x` };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

const web = workload('Deployment', 'web', { labels: { app: 'shop' }, replicas: 1 });
const front = service('web', { app: 'shop' });

function changeOf(object: KubernetesObject, changes: readonly Omit<FieldChange, 'object'>[]): PlannedChange {
  const ref = refOf(object);
  const change = mergedChange(
    { object: ref, changes: changes.map((each) => ({ object: ref, ...each })) },
    object,
  );
  if (isProblem(change)) throw new Error(change.words);
  return change;
}

const labels = (object: KubernetesObject) =>
  changeOf(object, [{ field: '/spec/template/metadata/labels/tier', value: 'web' }]);
const narrowed = (object: KubernetesObject, wave: string) =>
  changeOf(object, [
    { field: '/spec/selector/tier', value: 'web' },
    { field: waveField, value: wave },
  ]);

/** Kinds in the order of application, each with those whose roll-outs are through and those that may be under way. */
async function order(changes: readonly PlannedChange[], ...objects: readonly KubernetesObject[]) {
  const kinds = (list: readonly PlannedChange[]) => list.map(({ request }) => request.target.kind);
  const waves = await wavesOf(changes, fakeCluster(...objects).reader);
  return waves.map(({ change, before, beside }) => [...kinds([change]), kinds(before), kinds(beside)]);
}

describe('the order in which a merge is applied', () => {
  it('is by waves within one Argo CD Application', async () => {
    const changes = [narrowed(tracked(front), '1'), labels(tracked(web))];
    expect(await order(changes, application)).toEqual([
      ['Deployment', [], []],
      ['Service', ['Deployment'], []],
    ]);
  });

  it('is all at once in one wave', async () => {
    const changes = [labels(tracked(web)), narrowed(tracked(front), '0')];
    expect(await order(changes, application)).toEqual([
      ['Deployment', [], []],
      ['Service', [], ['Deployment']],
    ]);
  });

  it.each([
    ['nobody is known to apply it', [labels(web), narrowed(front, '1')], [application]],
    ['only one of the objects is tracked', [labels(web), narrowed(tracked(front), '1')], [application]],
    [
      'another Application has the workload',
      [labels(tracked(web, 'base')), narrowed(tracked(front), '1')],
      [application, { ...application, metadata: { name: 'base', namespace: 'argocd', uid: 'u-base' } }],
    ],
    ['the Application is not there', [labels(tracked(web)), narrowed(tracked(front), '1')], []],
  ])('is all at once where %s', async (_why, changes, objects) => {
    expect((await order(changes, ...objects)).at(-1)).toEqual(['Service', [], ['Deployment']]);
  });
});
