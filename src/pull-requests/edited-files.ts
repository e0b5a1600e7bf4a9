import type { ManifestEdit } from '../domain/manifest-edit.ts';
import type { PullRequestAsk, PullRequestFile } from '../domain/pull-request.ts';
import type { Redact } from '../ports/redact.ts';
import type { RepositoryReader, RepositoryTree } from '../ports/repository-host.ts';
import { branchOf } from './branch.ts';
import { changedLines, type FileChange } from './file-diff.ts';
import { isProblem, problem, type PullRequestProblem } from './problem.ts';

/** More lines are no small pull request any more. */
const mostLines = 300;
/** All files together: what runs is stored whole. */
const mostCharacters = 150_000;
/** What the redactor writes in the place of what it takes out. */
const mask = '[redacted:';

export interface EditedFiles {
  readonly branch: string;
  readonly files: readonly PullRequestFile[];
  readonly changes: readonly FileChange[];
}

/** Edits texts of files, and nothing of them but what the edits say. */
export type ApplyEdits = (
  files: ReadonlyMap<string, string>,
  edits: readonly ManifestEdit[],
) => ReadonlyMap<string, string> | PullRequestProblem;

export interface FileSources {
  readonly reader: RepositoryReader;
  readonly applyEdits: ApplyEdits;
  readonly redact: Redact;
}

/**
 * The files of a pull request as they are at the head of its base, and as the edits leave them. Throws
 * `RepositoryError`.
 */
export async function editedFiles(
  ask: PullRequestAsk,
  { reader, applyEdits, redact }: FileSources,
): Promise<EditedFiles | PullRequestProblem> {
  const { repository, base } = ask;
  const { isArchived } = await reader.facts(repository);
  if (isArchived) {
    return problem('pull-request.archived', `${repository} is archived: nothing can be merged there`);
  }
  const tree = await reader.tree(repository, base);
  const changes = await changesOf(ask, tree, applyEdits);
  if (isProblem(changes)) return changes;
  const unfit = sizeProblem(changes) ?? (await secretProblem(changes, redact));
  if (unfit !== undefined) return unfit;
  const files = changes.map(({ path, after }): PullRequestFile => {
    const replaces = tree.files.get(path);
    return { path, content: after, ...(replaces === undefined ? {} : { replaces }) };
  });
  const branch = branchOf({ repository, base, files });
  const earlier = await reader.find(repository, branch);
  if (earlier === undefined || earlier.state === 'open') return { branch, files, changes };
  return problem(
    'pull-request.decided-before',
    `people have ${earlier.state} the pull request of this very change before: ${earlier.url}`,
  );
}

async function changesOf(
  { repository, edits }: PullRequestAsk,
  tree: RepositoryTree,
  applyEdits: ApplyEdits,
): Promise<readonly FileChange[] | PullRequestProblem> {
  const before = new Map<string, string>();
  for (const path of new Set(edits.map((edit) => edit.path))) {
    if (!tree.files.has(path)) continue;
    const text = await tree.read(path);
    if (text === undefined)
      return problem('pull-request.unreadable', `${path} of ${repository} is no text that can be edited`);
    before.set(path, text);
  }
  const after = applyEdits(before, edits);
  if (isProblem(after)) return after;
  const changes = [...after].flatMap(([path, text]): readonly FileChange[] => {
    const old = before.get(path);
    if (old === text) return [];
    return [{ path, after: text, ...(old === undefined ? {} : { before: old }) }];
  });
  return changes.length > 0
    ? changes
    : problem('dry-run.no-effect', `the files of ${repository} say so already`);
}

function sizeProblem(changes: readonly FileChange[]): PullRequestProblem | undefined {
  const lines = changedLines(changes);
  if (lines > mostLines) {
    return problem(
      'pull-request.too-large',
      `${lines} lines would change; a pull request of ours changes at most ${mostLines}`,
    );
  }
  const characters = changes.reduce((sum, { before = '', after }) => sum + before.length + after.length, 0);
  return characters > mostCharacters
    ? problem(
        'pull-request.too-large',
        `the files hold ${characters} characters; a pull request of ours edits at most ${mostCharacters}`,
      )
    : undefined;
}

/** A file goes into the record whole, and its changed lines onto pages: nothing in it may look like a secret. */
async function secretProblem(
  changes: readonly FileChange[],
  redact: Redact,
): Promise<PullRequestProblem | undefined> {
  for (const { path, before = '', after } of changes) {
    for (const text of [before, after]) {
      if ((await redact(text)).includes(mask)) {
        return problem(
          'action.secret-like',
          `${path} holds what looks like a secret, and what runs is stored and shown`,
        );
      }
    }
  }
  return undefined;
}
