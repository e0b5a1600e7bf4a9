import { posix } from 'node:path';
import type { FieldChange, ManifestEdit } from '../../domain/manifest-edit.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import type { RepositoryTree } from '../../ports/repository-host.ts';
import { applyEdits } from '../edit/apply-edits.ts';
import { fieldwise } from '../edit/fieldwise.ts';
import { valueIn } from '../edit/value-steps.ts';
import { isProblem, type PullRequestProblem, problem } from '../problem.ts';
import { chartChange } from './chart-placement.ts';
import { filesOfChart } from './charts.ts';
import { type ManifestFiles, manifestFiles } from './manifest-files.ts';
import { readFiles } from './read-files.ts';

/**
 * The edits of a chart's values for a field: of the strongest file of values that has the value, else of the strongest
 * one. `valueFiles` is what the controller reads over the chart's own. Throws `RepositoryError`.
 */
export async function chartEdits(
  tree: RepositoryTree,
  chart: string,
  valueFiles: readonly string[],
  change: FieldChange,
  live: KubernetesObject,
): Promise<readonly ManifestEdit[] | PullRequestProblem> {
  const own = posix.join(chart, 'values.yaml');
  const read = await readFiles(tree, [...filesOfChart(tree, chart), ...valueFiles]);
  if (isProblem(read)) return read;
  const files = manifestFiles(read);
  const strongest = [...valueFiles.toReversed(), own].filter((path) => read.has(path));
  const edits: ManifestEdit[] = [];
  for (const each of fieldwise(change, live)) {
    const found = chartChange(files, chart, own, each, live);
    if (isProblem(found)) return found;
    const path = strongest.find((file) => hasValue(files, file, found.change.at)) ?? strongest[0];
    if (path === undefined)
      return problem('pull-request.not-in-manifest', `The chart ${chart} has no file of values.`);
    if (path === own && othersUse(tree, chart, valueFiles)) {
      const words = `${own} is for every release of the chart, and this one has no values of its own for the field.`;
      return problem('pull-request.shared-setting', words);
    }
    edits.push({ path, change: each });
  }
  const tried = applyEdits(
    read,
    edits,
    () => live,
    () => undefined,
  );
  return isProblem(tried) ? tried : edits;
}

function hasValue(files: ManifestFiles, path: string, at: readonly (string | number)[]): boolean {
  const yaml = files.yaml(path);
  return yaml !== undefined && !isProblem(yaml) && valueIn(yaml.values[0] ?? null, at) !== undefined;
}

/** Files of values beside the chart's own mean that it is released more than once. */
function othersUse(tree: RepositoryTree, chart: string, valueFiles: readonly string[]): boolean {
  return [...tree.files.keys()].some(
    (path) =>
      posix.dirname(path) === chart &&
      /^values[-.].*\.ya?ml$/u.test(posix.basename(path)) &&
      posix.basename(path) !== 'values.yaml' &&
      !valueFiles.includes(path),
  );
}
