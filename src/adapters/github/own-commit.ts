import type { PullRequestContent } from '../../domain/pull-request.ts';
import { blobSha } from './blob-sha.ts';
import type { GitHubClient } from './github-client.ts';
import { type Entries, isRegularFile, readEntries } from './read-entries.ts';
import { readCommit } from './read-repository.ts';

/** The commit's message: the title, and a trailer by which the change is found again whatever its title was. */
export function commitMessage(content: PullRequestContent): string {
  return `${content.title.trim()}\n\n${trailerOf(content)}\n`;
}

function trailerOf({ branch }: PullRequestContent): string {
  return `Firebreak-Change: ${branch.slice('firebreak/'.length)}`;
}

/**
 * The commit of the base that a branch's head stands on, if that head is the approved change and nothing else: our
 * trailer, and exactly these files differ from the base. Anybody can write our trailer, nobody other content.
 */
export async function baseOfOwnCommit(
  github: GitHubClient,
  content: PullRequestContent,
  head: string,
): Promise<string | undefined> {
  const { repository } = content;
  const commit = await readCommit(github, repository, head);
  // Where a moved base was brought in, it is the second parent.
  const base = commit.parents.at(-1);
  if (base === undefined || commit.message.trimEnd().split('\n').at(-1) !== trailerOf(content))
    return undefined;
  const [before, after] = await Promise.all([
    readEntries(github, repository, (await readCommit(github, repository, base)).tree),
    readEntries(github, repository, commit.tree),
  ]);
  return isExactly(content, before, after) ? base : undefined;
}

function isExactly({ files }: PullRequestContent, before: Entries, after: Entries): boolean {
  const wanted = new Map(files.map(({ path, content }) => [path, blobSha(content)]));
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].every((path) => {
    const old = before.get(path);
    const now = after.get(path);
    const sha = wanted.get(path);
    if (sha === undefined) return now?.sha === old?.sha && now?.mode === old?.mode;
    return now !== undefined && isRegularFile(now) && now.sha === sha && now.mode === (old?.mode ?? '100644');
  });
}
