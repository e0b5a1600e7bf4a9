import { describe, expect, it } from 'vitest';
import { filesForEdits } from '../../../src/pull-requests/locate/read-files.ts';
import { isProblem } from '../../../src/pull-requests/problem.ts';
import { treeOf } from '../edit/repository-files.ts';

const manifest = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: shop }\n';
const object = { apiVersion: 'v1', kind: 'ConfigMap', name: 'shop' };

type Texts = Readonly<Record<string, string>>;

const read = (texts: Texts) =>
  filesForEdits(treeOf(new Map(Object.entries(texts))), [
    { path: 'l0/shop.yaml', change: { object, field: '/data/size', value: '2' } },
  ]);

/** Each takes in the next one as often as it says; the first one holds the manifest too. */
function chain(length: number, times: number): Texts {
  const next = (index: number) => Array.from({ length: times }, () => `../l${index + 1}`);
  const layers = Array.from({ length }, (_, index): [string, string] => [
    `l${index}/kustomization.yaml`,
    `resources: [${[...next(index), 'shop.yaml'].join(', ')}]\n`,
  ]);
  const last: [string, string] = [`l${length}/kustomization.yaml`, 'resources: [shop.yaml]\n'];
  return Object.fromEntries([...layers, last, ['l0/shop.yaml', manifest]]);
}

describe('kustomizations that take each other in', () => {
  it('are followed as long as what they build has an end', async () => {
    const files = await read(chain(10, 2));
    expect(isProblem(files)).toBe(false);
  });

  it.each([
    ['twice, forty deep', chain(40, 2)],
    ['a hundred times, five deep', chain(5, 100)],
    ['in a circle', { ...chain(3, 1), 'l3/kustomization.yaml': 'resources: [../l0]\n' }],
    [
      'as components over components',
      {
        ...chain(1, 200),
        'l0/kustomization.yaml': `resources: [shop.yaml, ../l1]\ncomponents: [${'../l1, '.repeat(400)}../l1]\n`,
      },
    ],
  ])('are refused before anybody follows them: %s', async (_how, files) => {
    expect(await read(files)).toMatchObject({ reason: 'pull-request.too-many-files' });
  });
});
