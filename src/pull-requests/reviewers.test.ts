import { expect, it } from 'vitest';
import { reviewersOf } from './reviewers.ts';

function treeOf(texts: Readonly<Record<string, string>>) {
  return {
    files: new Map(Object.keys(texts).map((path) => [path, 'sha'])),
    read: async (path: string) => texts[path],
  };
}

it('asks the owners by the first of the three files that GitHub reads', async () => {
  const tree = treeOf({ CODEOWNERS: '* @root', '.github/CODEOWNERS': '*.yaml @ann @shop/platform' });
  expect(await reviewersOf(tree, ['apps/shop.yaml'])).toEqual(['ann', 'shop/platform']);
  expect(await reviewersOf(tree, ['README.md'])).toEqual([]);
});

it('asks nobody where no file says whom, and not everybody where it names too many', async () => {
  const many = Array.from({ length: 40 }, (_, index) => `@owner${index}`).join(' ');
  expect(await reviewersOf(treeOf({}), ['a.yaml'])).toEqual([]);
  expect(await reviewersOf(treeOf({ CODEOWNERS: `* ${many}` }), ['a.yaml'])).toHaveLength(15);
});
