import { diffLines } from 'diff';
import type { PullRequestContent, PullRequestFile } from '../../domain/pull-request.ts';
import { RepositoryError } from '../../ports/repository-host.ts';
import { blobSha } from './blob-sha.ts';
import type { GitHubClient } from './github-client.ts';
import { readBlob } from './read-blob.ts';
import { type Entries, isRegularFile } from './read-entries.ts';
import { mostChangedLines } from './refuse-content.ts';

/** A file as it will stand in the new tree. */
export interface PlacedFile {
  readonly path: string;
  readonly mode: '100644' | '100755';
  readonly content: string;
  readonly sha: string;
}

/** The files on top of what the base holds. Throws `moved` where one is no longer what was edited. */
export function placeFiles({ files }: PullRequestContent, entries: Entries): readonly PlacedFile[] {
  return files.map((file) => ({
    path: file.path,
    mode: modeOf(file, entries),
    content: file.content,
    sha: blobSha(file.content),
  }));
}

function modeOf({ path, replaces }: PullRequestFile, entries: Entries): PlacedFile['mode'] {
  const present = entries.get(path);
  if (present !== undefined && !isRegularFile(present))
    throw invalid(path, 'is a symbolic link or a submodule');
  if (replaces === undefined) {
    if (present !== undefined) throw moved(path, 'has been added meanwhile');
    if (isFolder(path, entries)) throw invalid(path, 'is a folder');
    // A link in place of a folder would be replaced by a real folder.
    if (foldersOf(path).some((folder) => entries.has(folder))) {
      throw invalid(path, 'lies below something that is no folder');
    }
    return '100644';
  }
  if (present?.sha !== replaces) throw moved(path, 'has changed since it was edited');
  return present.mode === '100755' ? '100755' : '100644';
}

function isFolder(path: string, entries: Entries): boolean {
  return [...entries.keys()].some((each) => each.startsWith(`${path}/`));
}

function foldersOf(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** Counts changed lines as a review shows them; a change that nobody reads through is never written. */
export async function refuseLongChange(
  github: GitHubClient,
  { repository, files }: PullRequestContent,
): Promise<void> {
  let changed = 0;
  for (const { path, replaces, content } of files) {
    const before = replaces === undefined ? '' : await readBlob(github, repository, replaces);
    if (before === undefined) throw invalid(path, 'is not text');
    const parts = diffLines(before, content, { maxEditLength: mostChangedLines });
    if (parts === undefined) throw tooLong();
    changed += parts.reduce((lines, part) => lines + (part.added || part.removed ? part.count : 0), 0);
    if (changed > mostChangedLines) throw tooLong();
  }
}

function tooLong(): RepositoryError {
  return new RepositoryError(
    'invalid',
    `the change has more than the ${mostChangedLines} lines that are written`,
  );
}

function moved(path: string, what: string): RepositoryError {
  return new RepositoryError('moved', `${JSON.stringify(path)} ${what}; the change has to be made anew`);
}

function invalid(path: string, what: string): RepositoryError {
  return new RepositoryError('invalid', `${JSON.stringify(path)} ${what}`);
}
