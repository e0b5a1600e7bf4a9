import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { structuredPatch } from 'diff';
import { sha256 } from '../../../src/domain/canonical.ts';
import type { RepositoryTree } from '../../../src/ports/repository-host.ts';

export type Files = ReadonlyMap<string, string>;

/** The files of a repository under test/fixtures/repositories, byte by byte. */
export function repositoryFiles(name: string): Files {
  const folder = fileURLToPath(new URL(`../../fixtures/repositories/${name}`, import.meta.url));
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(folder, path).split(sep).join('/'), readFileSync(path, 'utf8')];
    }),
  );
}

/** A repository's head that holds the files. */
export function treeOf(files: Files): RepositoryTree {
  return {
    commit: 'c0ffee',
    files: new Map([...files].map(([path, text]) => [path, sha256(text)])),
    read: async (path) => files.get(path),
  };
}

/** Nothing says where what names no namespace goes: what each file says has to be enough. */
export const nowhere = (): undefined => undefined;

/** The lines that went and came, as `path: -line` and `path: +line`, without their ends. */
export function changedLines(before: Files, after: Files): readonly string[] {
  return [...after].flatMap(([path, text]) => {
    const patch = structuredPatch(path, path, before.get(path) ?? '', text, '', '', { context: 0 });
    return patch.hunks.flatMap(({ lines }) => lines.map((line) => `${path}: ${line.replace(/\r$/u, '')}`));
  });
}
