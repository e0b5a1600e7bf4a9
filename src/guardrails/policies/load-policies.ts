import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashOf, sha256 } from '../../domain/canonical.ts';
import { deepFreeze } from './deep-freeze.ts';
import { assemblePolicies, missingKinds } from './assemble-policies.ts';
import type { Policies } from './policies.ts';
import { readPolicyFile } from './policy-document.ts';
import { PolicyError } from './policy-error.ts';

/** The policies that come with Firebreak; the way there is the same from src/ and from dist/. */
export const packagedPolicies = fileURLToPath(new URL('../../../policies', import.meta.url));

/**
 * Reads every `*.yaml` and `*.yml` of a folder (not of the folders in it). Rules and problems carry `shownAs` as
 * the folder's name. Throws `PolicyError` with all problems of all files.
 */
export function loadPolicies(folder: string, shownAs: string = shownName(folder)): Policies {
  return policiesOf(readFolder(folder, shownAs), shownAs);
}

/** A file of policies by its name in the folder. */
export interface PolicyText {
  readonly name: string;
  readonly text: string;
}

/** The same of texts that are no folder. Throws `PolicyError`. */
export function policiesOf(texts: readonly PolicyText[], shownAs: string): Policies {
  const files = texts.map(({ name, text }) => readPolicyFile(join(shownAs, name), text));
  const documents = files.flatMap((file) => file.documents);
  const unread = files.flatMap((file) => file.problems);
  const { policies, problems } = assemblePolicies(documents);
  // What a broken document would have held nobody knows, so only whole folders can lack one.
  const missing = unread.length > 0 ? [] : missingKinds(shownAs, documents);
  const all = [...unread, ...problems, ...missing];
  if (policies === undefined || all.length > 0) throw new PolicyError(all);
  const version = hashOf(texts.map(({ name, text }) => [name, sha256(text)]));
  return deepFreeze({ version, ...policies });
}

function readFolder(folder: string, shownAs: string): readonly PolicyText[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory() && /\.ya?ml$/u.test(entry.name))
      .map((entry) => entry.name)
      .sort()
      .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new PolicyError([
      {
        file: shownAs,
        line: 1,
        problem: `the folder cannot be read (${code})`,
        mend: 'check its path and rights',
      },
    ]);
  }
}

function shownName(folder: string): string {
  return folder === packagedPolicies ? basename(folder) : folder;
}
