import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/prepare.mjs';

/** The packaged policies with a verification that does not take minutes; everything else as it ships. */
export function testPolicies(folder: string): string {
  cpSync(join(root, 'policies'), folder, { recursive: true });
  const file = join(folder, 'limits.yaml');
  const text = readFileSync(file, 'utf8')
    .replace(/verificationSeconds: \d+/u, 'verificationSeconds: 150')
    .replace(/stableSeconds: \d+/u, 'stableSeconds: 4');
  writeFileSync(file, text);
  return folder;
}
