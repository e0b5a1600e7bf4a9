import { type FakePull, type FakeRepository, headOf } from './fake-github-state.ts';

/** What is true of things, in the fields of GitHub's answers; the rest of an answer is filled in. */

export function userFacts(login: string) {
  return { login, id: 1, type: login.endsWith('[bot]') ? 'Bot' : 'User' };
}

export function repositoryFacts(repository: FakeRepository) {
  const [owner = '', name = ''] = repository.name.split('/');
  return {
    name,
    full_name: repository.name,
    owner: userFacts(owner),
    private: repository.isPrivate,
    visibility: repository.isPrivate ? 'private' : 'public',
    archived: repository.isArchived,
    default_branch: 'main',
    size: repository.isEmpty ? 0 : 1,
  };
}

/** As lists have it. */
export function pullFacts(repository: FakeRepository, pull: FakePull) {
  const [owner = ''] = repository.name.split('/');
  const end = (ref: string, sha: string) => ({
    label: `${owner}:${ref}`,
    ref,
    sha,
    user: userFacts(owner),
    repo: repositoryFacts(repository),
  });
  return {
    number: pull.number,
    html_url: `https://github.invalid/${repository.name}/pull/${pull.number}`,
    state: pull.state,
    title: pull.title,
    body: pull.body,
    draft: pull.draft,
    user: userFacts(pull.author),
    head: end(pull.head, headOf(repository, pull)),
    base: end(pull.base, repository.git.head(pull.base) ?? ''),
    merge_commit_sha: pull.mergeCommit ?? null,
    merged_at: pull.mergeCommit === undefined ? null : '2026-01-02T00:00:00Z',
    labels: pull.labels.map((name) => ({ name })),
    requested_reviewers: pull.reviewers.map(userFacts),
    requested_teams: pull.teams.map((slug) => ({ slug, name: slug })),
  };
}

/** As one by itself has it. */
export function wholePullFacts(repository: FakeRepository, pull: FakePull) {
  const isMerged = pull.mergeCommit !== undefined;
  return {
    ...pullFacts(repository, pull),
    merged: isMerged,
    merged_by: !isMerged || pull.endedBy === undefined ? null : userFacts(pull.endedBy),
    mergeable: pull.state === 'open' ? isMergeable(repository, pull) : null,
    mergeable_state: 'unknown',
  };
}

function isMergeable({ git }: FakeRepository, pull: FakePull): boolean {
  const base = git.head(pull.base);
  const head = git.head(pull.head);
  return base !== undefined && head !== undefined && git.merged(base, head) !== undefined;
}

export function refFacts(ref: string, sha: string) {
  return { ref, object: { type: 'commit', sha } };
}

export function commitFacts({ git }: FakeRepository, sha: string) {
  const { tree, parents, message } = git.readCommit(sha);
  return {
    sha,
    message: message.replace(/\n$/u, ''),
    tree: { sha: tree },
    parents: parents.map((parent) => ({ sha: parent })),
  };
}

export function treeFacts({ git, mostTreeEntries }: FakeRepository, sha: string, recursive: boolean) {
  const entries = git.listTree(sha, recursive);
  return {
    sha,
    truncated: recursive && entries.length > mostTreeEntries,
    tree: entries.slice(0, recursive ? mostTreeEntries : undefined),
  };
}
