import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { mergeManifests } from '../manifests/merge-manifests.ts';
import { type Manifests, UnreadableManifestError } from '../manifests/manifest.ts';
import { parseManifests } from '../manifests/parse-manifests.ts';
import { type CommandLine, UsageError } from './command-line.ts';

/**
 * The manifests of files, of folders with everything below them, and of stdin (`-`). Links are not followed, for a
 * change could point them anywhere; folders whose name begins with a dot hold a tool's files. Throws `UsageError`.
 */
export async function readManifestFiles(
  paths: readonly string[],
  namespace: string,
  command: CommandLine,
): Promise<Manifests> {
  const parts: Manifests[] = [];
  for (const path of paths) {
    if (path === '-') parts.push(parse(await command.stdin(), 'stdin', namespace));
    else parts.push(...filesOf(path).map((file) => parse(read(file), shownName(file, command), namespace)));
  }
  return mergeManifests(parts);
}

function parse(text: string, file: string, namespace: string): Manifests {
  try {
    return parseManifests(text, file, namespace);
  } catch (cause) {
    if (cause instanceof UnreadableManifestError) throw new UsageError(cause.message);
    throw cause;
  }
}

function filesOf(path: string): readonly string[] {
  if (!readable(path, () => statSync(path)).isDirectory()) return [path];
  const entries = readable(path, () => readdirSync(path, { withFileTypes: true }));
  return entries
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const inside = join(path, entry.name);
      if (entry.isDirectory()) return isForTools(entry.name) ? [] : filesOf(inside);
      return entry.isFile() && /\.(?:ya?ml|json)$/u.test(entry.name) ? [inside] : [];
    });
}

function isForTools(folder: string): boolean {
  return folder.startsWith('.') || folder === 'node_modules';
}

function read(file: string): string {
  return readable(file, () => readFileSync(file, 'utf8'));
}

function readable<T>(path: string, look: () => T): T {
  try {
    return look();
  } catch (cause) {
    throw new UsageError(
      `${path}: cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
}

/** Relative to where the caller stands, as annotations and people name files; absolute where it lies elsewhere. */
function shownName(file: string, command: CommandLine): string {
  const name = relative(command.environment['INIT_CWD'] ?? '.', file);
  return name.startsWith('..') ? file : name;
}
