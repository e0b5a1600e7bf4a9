import { posix } from 'node:path';

/** Where paths can be looked up: a tree's blobs, or texts. */
interface Paths {
  readonly files: ReadonlyMap<string, string>;
}

/** The folder of the Helm chart that a file belongs to; undefined where none of its folders has a Chart.yaml. */
export function chartOf(tree: Paths, path: string): string | undefined {
  let folder = posix.dirname(path);
  for (;;) {
    if (tree.files.has(posix.join(folder, 'Chart.yaml'))) return folder;
    if (folder === '.' || folder === '/') return undefined;
    folder = posix.dirname(folder);
  }
}

/** The files of a chart that say what its values mean; the charts within it are not followed. */
export function filesOfChart(tree: Paths, chart: string): readonly string[] {
  const own = ['Chart.yaml', 'values.yaml'].map((name) => posix.join(chart, name));
  const templates = `${posix.join(chart, 'templates')}/`;
  return [
    ...own.filter((path) => tree.files.has(path)),
    ...[...tree.files.keys()].filter((path) => path.startsWith(templates)),
  ];
}
