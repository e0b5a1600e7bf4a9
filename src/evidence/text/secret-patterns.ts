import { addressPatterns } from './address-patterns.ts';
import { commandPatterns } from './command-patterns.ts';
import type { SecretPattern } from './secret-pattern.ts';
import { settingPatterns } from './setting-patterns.ts';
import { tokenPatterns } from './token-patterns.ts';

/**
 * Shapes of secrets in logs, events and messages, in the order in which they are masked. Made for recall: a masked
 * word that was harmless costs a clue, a secret that is shown costs the secret. A named group `keep` stays readable.
 * Whoever writes a log chooses what these run over, so no two quantifiers that can share characters are unbounded:
 * the time stays proportional to the length.
 */
export const secretPatterns: readonly SecretPattern[] = [
  ...addressPatterns,
  ...settingPatterns,
  ...commandPatterns,
  ...tokenPatterns,
];
