import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/prepare.mjs';
import { reasons } from '../../src/domain/reasons.ts';
import { firebreakIn, writeShops } from '../support/shop.ts';

const text = readFileSync(join(root, 'docs/guardrails.md'), 'utf8');
const examples = [...text.matchAll(/```console\n\$ firebreak (?<line>.*)\n(?<output>[^]*?)```/gu)].map(
  ({ groups }) => ({ line: groups?.['line'] ?? '', output: groups?.['output'] ?? '' }),
);
const rows = [
  ...text.matchAll(/^\| `(?<code>[a-z-]+\.[a-z-]+)` \| (?<meaning>.*?) \| (?<remedy>.*?) \|$/gmu),
];
const groups = new Set(['action', 'target', 'allowlist', 'selector', 'pod-security', 'dry-run', 'approval']);

describe('docs/guardrails.md', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'firebreak-docs-'));
    writeShops(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('lists every reason code of the layers with its meaning, and a remedy for each', () => {
    const listed = Object.fromEntries(rows.map((row) => [row.groups?.['code'], row.groups?.['meaning']]));
    const given = Object.entries(reasons).filter(([code]) => groups.has(code.slice(0, code.indexOf('.'))));
    expect(listed).toEqual(Object.fromEntries(given));
    expect(rows.filter((row) => row.groups?.['remedy']?.trim() === '')).toEqual([]);
  });

  it('has examples', () => {
    expect(examples.map(({ line }) => line)).toContain('check change --base main');
  });

  it.each(examples)('shows what `firebreak $line` really prints', async ({ line, output }) => {
    const { out } = await firebreakIn(folder, line.split(' '));
    expect(out).toBe(output);
  });
});
