import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/prepare.mjs';
import { reasons } from '../../src/domain/reasons.ts';

function sources(): string {
  const folder = join(root, 'src');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && /(?<!\.test)\.tsx?$/u.test(entry.name) && entry.name !== 'reasons.ts',
    )
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
}

describe('the reason codes', () => {
  it('are all given by something', () => {
    const text = sources();
    expect(Object.keys(reasons).filter((code) => !text.includes(`'${code}'`))).toEqual([]);
  });
});
