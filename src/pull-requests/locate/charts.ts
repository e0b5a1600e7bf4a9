import { posix } from 'node:path';
import type { RepositoryTree } from '../../ports/repository-host.ts';

/** The folder of the Helm chart that a file belongs to; undefined where none of its folders has a Chart.yaml. */
export function chartOf(tree: Pick<RepositoryTree, 'files'>, path: string): string | undefined {
  let folder = posix.dirname(path);
  for (;;) {
    if (tree.files.has(posix.join(folder, 'Chart.yaml'))) return folder;
    if (folder === '.' || folder === '/') return undefined;
    folder = posix.dirname(folder);
  }
}

/** The files of a chart that say what its values mean; the charts within it are not followed. */
export function filesOfChart(tree: Pick<RepositoryTree, 'files'>, chart: string): readonly string[] {
  const own = ['Chart.yaml', 'values.yaml'].map((name) => posix.join(chart, name));
  const templates = `${posix.join(chart, 'templates')}/`;
  return [
    ...own.filter((path) => tree.files.has(path)),
    ...[...tree.files.keys()].filter((path) => path.startsWith(templates)),
  ];
}
