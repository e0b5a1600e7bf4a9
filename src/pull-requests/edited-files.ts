import type { PullRequestAsk, PullRequestFile } from '../domain/pull-request.ts';
import type { Redact } from '../ports/redact.ts';
import type { RepositoryReader, RepositoryTree } from '../ports/repository-host.ts';
import { branchOf } from './branch.ts';
import { codeOwnersOf, codeOwnersPaths } from './code-owners.ts';
import { applyEdits, type LiveObject } from './edit/apply-edits.ts';
import { changedLines, type FileChange } from './file-diff.ts';
import type { NamespaceAt } from './locate/meant-resources.ts';
import { filesForEdits } from './locate/read-files.ts';
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
  readonly reviewers: readonly string[];
}

export interface FileSources {
  readonly reader: RepositoryReader;
  readonly redact: Redact;
}

/**
 * The files of a pull request as they are at the head of its base, and as the edits leave them. Throws
 * `RepositoryError`.
 */
export async function editedFiles(
  ask: PullRequestAsk,
  live: LiveObject,
  namespaceAt: NamespaceAt,
  { reader, redact }: FileSources,
): Promise<EditedFiles | PullRequestProblem> {
  const { repository, base } = ask;
  const { isArchived } = await reader.facts(repository);
  if (isArchived) {
    return problem('pull-request.archived', `${repository} is archived: nothing can be merged there`);
  }
  const tree = await reader.tree(repository, base);
  const changes = await changesOf(ask, { live, namespaceAt }, tree);
  if (isProblem(changes)) return changes;
  const unfit =
    sizeProblem(changes) ?? (await secretProblem(changes, redact)) ?? (await toldProblem(ask, redact));
  if (unfit !== undefined) return unfit;
  const files = changes.map(({ path, after }): PullRequestFile => {
    const replaces = tree.files.get(path);
    return { path, content: after, ...(replaces === undefined ? {} : { replaces }) };
  });
  const branch = branchOf({ repository, base, files });
  const earlier = await reader.find(repository, branch);
  if (earlier === undefined || earlier.state === 'open') {
    return { branch, files, changes, reviewers: await reviewersOf(tree, changes) };
  }
  return problem(
    'pull-request.decided-before',
    `people have ${earlier.state} the pull request of this very change before: ${earlier.url}`,
  );
}

async function changesOf(
  { repository, edits }: PullRequestAsk,
  { live, namespaceAt }: { readonly live: LiveObject; readonly namespaceAt: NamespaceAt },
  tree: RepositoryTree,
): Promise<readonly FileChange[] | PullRequestProblem> {
  const before = await filesForEdits(tree, edits);
  if (isProblem(before)) return before;
  const unread = edits.find(({ path }) => tree.files.has(path) && !before.has(path));
  if (unread !== undefined) {
    return problem(
      'pull-request.unreadable',
      `${unread.path} of ${repository} is no text that can be edited`,
    );
  }
  const after = applyEdits(before, edits, live, namespaceAt);
  if (isProblem(after)) return after;
  const changes = [...after].map(([path, text]): FileChange => {
    const old = before.get(path);
    return { path, after: text, ...(old === undefined ? {} : { before: old }) };
  });
  return changes.length > 0
    ? changes
    : problem('dry-run.no-effect', `the files of ${repository} say so already`);
}

/** Who owns the files, by the first CODEOWNERS that GitHub would read. */
async function reviewersOf(tree: RepositoryTree, changes: readonly FileChange[]): Promise<readonly string[]> {
  const path = codeOwnersPaths.find((each) => tree.files.has(each));
  const text = path === undefined ? undefined : await tree.read(path);
  if (text === undefined) return [];
  return codeOwnersOf(
    text,
    changes.map((change) => change.path),
  );
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

/** What was masked before they were written says so in them already. */
async function toldProblem(
  { title, body }: Pick<PullRequestAsk, 'title' | 'body'>,
  redact: Redact,
): Promise<PullRequestProblem | undefined> {
  const masksIn = (text: string): number => text.split(mask).length - 1;
  for (const text of [title, body]) {
    if (masksIn(await redact(text)) > masksIn(text)) {
      return problem('action.secret-like', 'the title or the body holds what looks like a secret');
    }
  }
  return undefined;
}
