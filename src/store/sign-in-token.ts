import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** File of the data folder that holds what a person signs in with first. */
export const signInTokenFile = 'sign-in-token';

/** The sign-in token of a data folder; made, readable by its owner alone, where there is none yet. */
export function ensureSignInToken(
  folder: string,
  random: (bytes: number) => Buffer,
): { token: string; file: string } {
  const file = join(folder, signInTokenFile);
  if (!existsSync(file)) {
    // `wx`: never write into a file that somebody else put there.
    writeFileSync(file, `${random(24).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  }
  return { token: readFileSync(file, 'utf8').trim(), file };
}
