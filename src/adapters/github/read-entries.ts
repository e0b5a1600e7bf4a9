import { RepositoryError } from '../../ports/repository-host.ts';
import type { GitHubClient } from './github-client.ts';
import { repositoryName } from './names.ts';
import { type TreeEntry, treeSchema } from './schemas.ts';

/** Everything below a tree by its path, save the folders themselves. */
export type Entries = ReadonlyMap<string, TreeEntry>;

/** Modes of regular files; the rest are symbolic links (120000), submodules (160000) and folders (040000). */
export function isRegularFile({ type, mode }: TreeEntry): boolean {
  return type === 'blob' && (mode === '100644' || mode === '100755');
}

/** A tree may hold itself in effect: ten folders of the same ten folders are more files than there is memory for. */
const mostRequests = 300;
const mostEntries = 300_000;

/**
 * One request, unless the tree is too large for it (100,000 entries or 7 MB): then folder by folder.
 * https://docs.github.com/en/rest/git/trees#get-a-tree
 */
export async function readEntries(
  github: GitHubClient,
  repository: string,
  treeSha: string,
): Promise<Entries> {
  const entries = new Map<string, TreeEntry>();
  const doing = `read the files of ${repository}`;
  const waiting = [{ sha: treeSha, folder: '' }];
  let requests = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { sha, folder } = next;
    const asked = { ...repositoryName(repository), tree_sha: sha };
    requests += 2;
    if (requests > mostRequests || entries.size > mostEntries) throw tooLarge(repository);
    const whole = await github.call(doing, treeSchema, ({ rest }) =>
      rest.git.getTree({ ...asked, recursive: 'true' }),
    );
    const own = whole.truncated
      ? await github.call(doing, treeSchema, ({ rest }) => rest.git.getTree(asked))
      : undefined;
    for (const entry of (own ?? whole).tree) {
      if (own !== undefined && entry.type === 'tree')
        waiting.push({ sha: entry.sha, folder: `${folder}${entry.path}/` });
      else add(entry, folder, entries);
    }
  }
  return entries;
}

function tooLarge(repository: string): RepositoryError {
  return new RepositoryError('invalid', `${repository} holds more files than are read: over ${mostEntries}`);
}

function add(entry: TreeEntry, folder: string, entries: Map<string, TreeEntry>): void {
  if (entry.type === 'tree') return;
  const path = `${folder}${entry.path}`;
  entries.set(path, { ...entry, path });
}
