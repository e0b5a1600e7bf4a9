import type { PullRequestContent, PullRequestStatus } from '../../domain/pull-request.ts';
import { RepositoryError } from '../../ports/repository-host.ts';
import { askForReview } from './ask-for-review.ts';
import { blobSha } from './blob-sha.ts';
import type { GitHubClient } from './github-client.ts';
import { repositoryName } from './names.ts';
import { baseOfOwnCommit } from './own-commit.ts';
import { placeFiles, refuseLongChange } from './placed-files.ts';
import { newestPull, readPull, stateOf, statusOf } from './pull-request-status.ts';
import { readReviews } from './pull-request-reviews.ts';
import { type Entries, readEntries } from './read-entries.ts';
import { type Commit, readCommit, readFacts, readHead, requireHead } from './read-repository.ts';
import { refuseContent } from './refuse-content.ts';
import { type Pull, pullSchema } from './schemas.ts';
import { advanceBranch, createBranch } from './write-branch.ts';
import { writeCommit } from './write-commit.ts';

/** The head of the base, and everything in it. */
interface Base {
  readonly commit: Commit;
  readonly entries: Entries;
}

/**
 * Opens the pull request. Each step looks for what an earlier try, or another worker, has left of it, so that it can
 * be called again after an end at any point.
 */
export async function openPullRequest(
  github: GitHubClient,
  content: PullRequestContent,
): Promise<PullRequestStatus> {
  refuseContent(content);
  const { repository } = content;
  if ((await readFacts(github, repository)).isArchived) {
    throw new RepositoryError('archived', `${repository} is archived; unarchive it, or take it off the list`);
  }
  const earlier = await findPull(github, content);
  const base = await readBase(github, content);
  if (earlier !== undefined && stateOf(earlier) !== 'open') {
    refuseTakenBack(earlier, content, base);
    return statusOf(github, repository, earlier);
  }
  const head = await bringBranch(github, content, base, earlier);
  const pull = earlier ?? (await createPull(github, content));
  const warnings = [
    ...(earlier === undefined ? pushedWarning(head, pull) : []),
    ...draftWarning(content, pull),
    ...(await askForReview(github, content, pull)),
  ];
  const status = await statusOf(github, repository, await readPull(github, repository, pull.number));
  return warnings.length === 0 ? status : Object.freeze({ ...status, warnings });
}

async function findPull(github: GitHubClient, content: PullRequestContent): Promise<Pull | undefined> {
  const number = await newestPull(github, content.repository, content.branch);
  return number === undefined ? undefined : readPull(github, content.repository, number);
}

async function readBase(github: GitHubClient, { repository, base }: PullRequestContent): Promise<Base> {
  const commit = await readCommit(github, repository, await requireHead(github, repository, base));
  return { commit, entries: await readEntries(github, repository, commit.tree) };
}

/** A merge that people have undone since is a "no" as well, and reporting it as merged would be untrue. */
function refuseTakenBack(pull: Pull, { files }: PullRequestContent, { entries }: Base): void {
  const isAsBefore = files.every(({ path, replaces }) => entries.get(path)?.sha === replaces);
  const isChange = files.some(({ content, replaces }) => blobSha(content) !== replaces);
  if (!pull.merged || !isAsBefore || !isChange) return;
  throw new RepositoryError(
    'conflict',
    `pull request #${pull.number} has made this very change, and it was taken back since; somebody has to say why`,
  );
}

/**
 * Sees to it that our branch holds the change, on the base as it is where nobody has touched or reviewed it. Its head,
 * where that is the change and nothing else. Without a pull request it has to be: a commit that says it stands on the
 * base can stand on anything, and in our name nothing is opened but what was approved.
 */
async function bringBranch(
  github: GitHubClient,
  content: PullRequestContent,
  base: Base,
  pull: Pull | undefined,
): Promise<string | undefined> {
  const { repository, branch } = content;
  const head = (await readHead(github, repository, branch)) ?? (await startBranch(github, content, base));
  const standsOn = await baseOfOwnCommit(github, content, head);
  if (standsOn === undefined) {
    // A person may add to our pull request, or rebase it.
    if (pull !== undefined) return undefined;
    throw new RepositoryError(
      'conflict',
      `${repository} has a branch ${branch} with something else in it; rename or delete that branch`,
    );
  }
  if (standsOn === base.commit.sha) return head;
  if (pull !== undefined && !(await isUpdatable(github, content, base, pull))) return undefined;
  const files = placeFiles(content, base.entries);
  const parents = [head, base.commit.sha];
  const commit = await writeCommit(github, content, files, { base: base.commit, parents });
  if (await advanceBranch(github, content, commit)) return commit;
  if (pull !== undefined) return undefined;
  throw new RepositoryError(
    'protected',
    `the branch ${branch} of ${repository} is not on ${content.base} and cannot be brought there: let the token or App update branches called firebreak/*, or delete that branch`,
  );
}

async function startBranch(
  github: GitHubClient,
  content: PullRequestContent,
  { commit, entries }: Base,
): Promise<string> {
  const files = placeFiles(content, entries);
  await refuseLongChange(github, content);
  const parents = [commit.sha];
  return createBranch(github, content, await writeCommit(github, content, files, { base: commit, parents }));
}

/** What has been reviewed stays as it was; what the base has changed itself is left to GitHub's own merge. */
async function isUpdatable(
  github: GitHubClient,
  content: PullRequestContent,
  { entries }: Base,
  pull: Pull,
): Promise<boolean> {
  if (content.files.some(({ path, replaces }) => entries.get(path)?.sha !== replaces)) return false;
  return (await readReviews(github, content.repository, pull.number)).verdict === 'none';
}

async function createPull(github: GitHubClient, content: PullRequestContent): Promise<Pull> {
  const { repository, draft } = content;
  try {
    return await github.call(`open a pull request in ${repository}`, pullSchema, ({ rest }) =>
      rest.pulls.create({
        ...repositoryName(repository),
        title: content.title,
        body: content.body,
        base: content.base,
        head: content.branch,
        draft,
        maintainer_can_modify: false,
      }),
    );
  } catch (cause) {
    if (!(cause instanceof RepositoryError) || cause.code !== 'invalid') throw cause;
    // 422 says that there is one already, among other things; looking is surer than reading the words.
    const existing = await findPull(github, content);
    if (existing !== undefined) return existing;
    // And it says that the plan of a private repository has no drafts.
    if (draft) return createPull(github, { ...content, draft: false });
    throw cause;
  }
}

/** Between the look at the branch and the opening, somebody may have pushed. */
function pushedWarning(head: string | undefined, pull: Pull): readonly string[] {
  if (head === undefined || pull.state !== 'open' || pull.head.sha === head) return [];
  return ['its branch holds another commit than the approved change: somebody has pushed to it'];
}

/** Read off the pull request and not remembered, so that it is said whatever was interrupted. */
function draftWarning({ draft }: PullRequestContent, pull: Pull): readonly string[] {
  if (!draft || pull.draft || pull.state !== 'open') return [];
  return ['it is no draft: the plan of the repository has none, or somebody has marked it as ready'];
}
