import type { GitHubClient } from './github-client.ts';
import { repositoryName } from './names.ts';
import { type TreeEntry, treeSchema } from './schemas.ts';

/** Everything below a tree by its path, save the folders themselves. */
export type Entries = ReadonlyMap<string, TreeEntry>;

/** Modes of regular files; the rest are symbolic links (120000), submodules (160000) and folders (040000). */
export function isRegularFile({ type, mode }: TreeEntry): boolean {
  return type === 'blob' && (mode === '100644' || mode === '100755');
}

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
  await addEntries(github, repository, treeSha, '', entries);
  return entries;
}

async function addEntries(
  github: GitHubClient,
  repository: string,
  treeSha: string,
  folder: string,
  entries: Map<string, TreeEntry>,
): Promise<void> {
  const asked = { ...repositoryName(repository), tree_sha: treeSha };
  const doing = `read the files of ${repository}`;
  const whole = await github.call(doing, treeSchema, ({ rest }) =>
    rest.git.getTree({ ...asked, recursive: 'true' }),
  );
  if (!whole.truncated) {
    for (const entry of whole.tree) add(entry, folder, entries);
    return;
  }
  const own = await github.call(doing, treeSchema, ({ rest }) => rest.git.getTree(asked));
  for (const entry of own.tree) {
    if (entry.type === 'tree') {
      await addEntries(github, repository, entry.sha, `${folder}${entry.path}/`, entries);
    } else add(entry, folder, entries);
  }
}

function add(entry: TreeEntry, folder: string, entries: Map<string, TreeEntry>): void {
  if (entry.type === 'tree') return;
  const path = `${folder}${entry.path}`;
  entries.set(path, { ...entry, path });
}
