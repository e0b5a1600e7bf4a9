import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { taxonomy } from '../../src/diagnosis/taxonomy.ts';

it('docs/causes.md lists every cause with its meaning, and no other', () => {
  const text = readFileSync(new URL('../../docs/causes.md', import.meta.url), 'utf8');
  const rows = [...text.matchAll(/^\| `(?<code>[^`]+)` \| (?<meaning>.+) \|$/gmu)].map(({ groups }) => [
    groups?.['code'],
    groups?.['meaning'],
  ]);
  expect(rows).toEqual(Object.entries(taxonomy));
});
