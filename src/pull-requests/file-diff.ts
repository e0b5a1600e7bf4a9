import { createTwoFilesPatch, diffLines } from 'diff';

/** A file before and after; `before` is absent where it is new. */
export interface FileChange {
  readonly path: string;
  readonly before?: string;
  readonly after: string;
}

/** Unified diff of the files, as `git diff` shows them, byte for byte but for the line ends. */
export function fileDiff(changes: readonly FileChange[]): string {
  return changes
    .map(({ path, before, after }) => {
      const from = before === undefined ? '/dev/null' : `a/${path}`;
      const patch = createTwoFilesPatch(from, `b/${path}`, before ?? '', after, undefined, undefined, {
        context: 3,
      });
      return patch.replace(/^Index:.*\n/u, '').replace(/^=+\n/u, '');
    })
    .join('');
}

/** How many lines a reviewer has to read: those that go and those that come. */
export function changedLines(changes: readonly FileChange[]): number {
  return changes
    .flatMap(({ before, after }) => diffLines(before ?? '', after))
    .filter(({ added, removed }) => added || removed)
    .reduce((sum, { count }) => sum + count, 0);
}
