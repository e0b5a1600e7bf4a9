import { posix } from 'node:path';
import { textAt } from '../domain/fields.ts';
import type { ManifestEdit } from '../domain/manifest-edit.ts';
import type { JsonObject, KubernetesObject } from '../domain/objects.ts';
import type { PolicyText } from '../guardrails/policies/load-policies.ts';
import { readYaml } from '../pull-requests/edit/yaml-text.ts';
import { readFiles } from '../pull-requests/locate/read-files.ts';
import { isProblem, problem, type PullRequestProblem } from '../pull-requests/problem.ts';
import type { RepositoryTree } from '../ports/repository-host.ts';

/** The policies of a repository's folder with their tests, as a service reads them from disk. */
export interface PolicyFiles {
  readonly policies: readonly PolicyText[];
  readonly tests: readonly PolicyText[];
}

export type Addition = 'ActionPolicy' | 'FailurePatterns';

/** The list that a kind of document grows by. */
export const lists: Readonly<Record<Addition, string>> = {
  ActionPolicy: '/spec/rules/-',
  FailurePatterns: '/spec/patterns/-',
};

export const policyApiVersion = 'firebreak.dev/v1';

/** Throws `RepositoryError`. */
export async function policyFilesIn(
  tree: RepositoryTree,
  folder: string,
): Promise<PolicyFiles | PullRequestProblem> {
  const isOf = (path: string, of: string): boolean => posix.dirname(path) === of && /\.ya?ml$/u.test(path);
  const paths = [...tree.files.keys()].filter((path) => isOf(path, folder) || isOf(path, `${folder}/tests`));
  const read = await readFiles(tree, paths);
  if (isProblem(read)) return read;
  const textsOf = (of: string): readonly PolicyText[] =>
    [...read]
      .filter(([path]) => posix.dirname(path) === of)
      .map(([path, text]) => ({ name: posix.basename(path), text }))
      .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  return { policies: textsOf(folder), tests: textsOf(`${folder}/tests`) };
}

/** The document of a kind that grows by an entry: the first one, in the order of the files. */
export function editFor(
  { policies }: PolicyFiles,
  folder: string,
  kind: Addition,
  value: JsonObject,
): ManifestEdit | PullRequestProblem {
  for (const { name, text } of policies) {
    const document = documentsIn(text).find((each) => each.kind === kind);
    if (document === undefined) continue;
    const object = { apiVersion: policyApiVersion, kind, name: document.metadata.name };
    return { path: posix.join(folder, name), change: { object, field: lists[kind], value } };
  }
  return problem('pull-request.not-in-manifest', `No file of ${folder} holds a document of kind ${kind}.`);
}

/** The documents of one file that policies are made of. */
export function documentsIn(text: string): readonly KubernetesObject[] {
  const yaml = readYaml(text);
  if (isProblem(yaml)) return [];
  return yaml.values.filter(
    (value) => textAt(value, 'kind') !== undefined && textAt(value, 'metadata', 'name') !== undefined,
  ) as unknown as readonly KubernetesObject[];
}
