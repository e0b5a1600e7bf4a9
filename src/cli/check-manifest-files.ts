import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { mergeManifests } from '../manifests/merge-manifests.ts';
import { type Manifests, UnreadableManifestError } from '../manifests/manifest.ts';
import { parseManifests } from '../manifests/parse-manifests.ts';
import { type CommandLine, UsageError } from './command-line.ts';
import { readable, readText } from './read-files.ts';

/**
 * The manifests of files, of folders with everything below them, and of stdin (`-`). A link in a folder is not followed,
 * for a change could point it anywhere, and is refused, for something may apply what is behind it. Throws `UsageError`.
 */
export async function readManifestFiles(
  paths: readonly string[],
  namespace: string,
  command: CommandLine,
): Promise<Manifests> {
  const parts: Manifests[] = [];
  for (const path of paths) {
    if (path === '-') parts.push(parse(await command.stdin(), 'stdin', namespace));
    else {
      for (const { file, isLink } of filesOf(path)) {
        const name = shownName(file, command);
        parts.push(isLink ? linkAt(name) : parse(readText(file), name, namespace));
      }
    }
  }
  return mergeManifests(parts);
}

function linkAt(file: string): Manifests {
  const problem = 'a link, which is not followed; give the file itself';
  return { valid: [], invalid: [{ object: null, place: { file, line: 1 }, problem }] };
}

function parse(text: string, file: string, namespace: string): Manifests {
  try {
    return parseManifests(text, file, namespace);
  } catch (cause) {
    if (cause instanceof UnreadableManifestError) throw new UsageError(cause.message);
    throw cause;
  }
}

interface Found {
  readonly file: string;
  readonly isLink: boolean;
}

function filesOf(path: string): readonly Found[] {
  if (!readable(path, () => statSync(path)).isDirectory()) return [{ file: path, isLink: false }];
  const entries = readable(path, () => readdirSync(path, { withFileTypes: true }));
  return entries
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const file = join(path, entry.name);
      if (entry.isSymbolicLink()) return [{ file, isLink: true }];
      // Other hidden folders are looked into: what applies a folder does so too.
      if (entry.isDirectory()) return entry.name === '.git' ? [] : filesOf(file);
      return entry.isFile() && /\.(?:ya?ml|json)$/u.test(entry.name) ? [{ file, isLink: false }] : [];
    });
}

/** Relative to where the caller stands, as annotations and people name files; absolute where it lies elsewhere. */
function shownName(file: string, command: CommandLine): string {
  const name = relative(command.environment['INIT_CWD'] ?? '.', file);
  return name.startsWith('..') ? file : name;
}
