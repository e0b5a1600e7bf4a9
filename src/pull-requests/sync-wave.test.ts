import { describe, expect, it } from 'vitest';
import { service, workload } from '../../test/support/namespace-objects.ts';
import type { FieldChange } from '../domain/manifest-edit.ts';
import { type KubernetesObject, refKey, refOf } from '../domain/objects.ts';
import { waveOf, wavesFor } from './sync-wave.ts';

const annotation = 'argocd.argoproj.io/sync-wave';
const web = workload('Deployment', 'web', { labels: { app: 'shop' } });
const front = service('web', { app: 'shop' });

function inWave(object: KubernetesObject, wave: string): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, annotations: { [annotation]: wave } } };
}

const label: FieldChange = { object: refOf(web), field: '/spec/template/metadata/labels/tier', value: 'web' };
const narrow: FieldChange = { object: refOf(front), field: '/spec/selector/tier', value: 'web' };

function waves(changes: readonly FieldChange[], ...objects: readonly KubernetesObject[]) {
  const live = new Map(objects.map((object) => [refKey(refOf(object)), object]));
  return wavesFor(changes, (object) => live.get(refKey(object)));
}

describe('the wave of an object', () => {
  it.each([
    [undefined, 0],
    ['5', 5],
    ['-2', -2],
    ['+1', 1],
    ['soon', 0],
    ['', 0],
  ])('is, annotated %j, %d', (wave, expected) => {
    expect(waveOf(wave === undefined ? web : inWave(web, wave))).toBe(expected);
  });
});

describe('the waves of a change', () => {
  it('bring a selector after the labels that it asks for', () => {
    expect(waves([label, narrow], web, front)).toEqual([
      {
        object: refOf(front),
        field: '/metadata/annotations/argocd.argoproj.io~1sync-wave',
        value: '1',
      },
    ]);
  });

  it('stand on those that are there', () => {
    expect(waves([label, narrow], inWave(web, '5'), front)).toMatchObject([{ value: '6' }]);
    expect(waves([label, narrow], web, inWave(front, '-1'))).toMatchObject([{ value: '1' }]);
  });

  it.each([
    ['the Service comes later already', [label, narrow], [web, inWave(front, '1')]],
    ['no pods are relabelled', [narrow], [web, front]],
    ['no selector changes', [label], [web, front]],
  ])('are none where %s', (_why, changes, objects) => {
    expect(waves(changes, ...objects)).toEqual([]);
  });
});
