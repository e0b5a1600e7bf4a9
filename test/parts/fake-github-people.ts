import { type FakePull, type FakeRepository, headOf } from './fake-github-state.ts';

/** What people do in a repository, past Firebreak. */
export interface FakePeople {
  /** Commits files (null takes one out; a text may carry a mode) to a branch, which is made where it does not exist. */
  commit(branch: string, files: Readonly<Record<string, FileByHand>>, message?: string): string;
  /** Every regular file of a branch with its text. */
  files(branch: string): Readonly<Record<string, string>>;
  pull(number: number): FakePull;
  merge(number: number, by: string): void;
  close(number: number, by: string): void;
  review(number: number, by: string, state: FakePull['reviews'][number]['state'], association?: string): void;
}

export type FileByHand = string | null | { readonly mode: string; readonly content: string };

export function peopleOf(repository: FakeRepository): FakePeople {
  const { git } = repository;
  const pull = (number: number): FakePull => {
    const found = repository.pulls.find((each) => each.number === number);
    if (found === undefined) throw new Error(`there is no pull request #${number}`);
    return found;
  };
  const end = (number: number, by: string): FakePull => {
    const ended = pull(number);
    ended.endedAt = headOf(repository, ended);
    ended.state = 'closed';
    ended.endedBy = by;
    return ended;
  };
  return {
    pull,
    commit(branch, files, message = 'By hand') {
      const head = git.head(branch);
      const entries = Object.entries(files).map(([path, file]) => {
        if (file === null) return { path, mode: '0', sha: null };
        const { mode, content } = typeof file === 'string' ? { mode: '100644', content: file } : file;
        return { path, mode, sha: git.writeBlob(content) };
      });
      const tree = git.writeTree(head, entries);
      const commit = git.writeCommit(tree, head === undefined ? [] : [head], message);
      git.moveBranch(branch, commit, head);
      return commit;
    },
    files(branch) {
      const entries = git.listTree(git.head(branch) ?? '', true).filter(({ type }) => type === 'blob');
      return Object.fromEntries(entries.map(({ path, sha }) => [path, git.readBlob(sha).toString()]));
    },
    merge(number, by) {
      const { base, head } = pull(number);
      const into = git.head(base) ?? '';
      const from = git.head(head) ?? '';
      const tree = git.merged(into, from);
      if (tree === undefined) throw new Error(`#${number} conflicts with ${base}`);
      const commit = git.writeCommit(tree, [into, from], `Merge pull request #${number}`);
      end(number, by).mergeCommit = commit;
      git.moveBranch(base, commit, into);
    },
    close(number, by) {
      end(number, by);
    },
    review(number, by, state, association = 'COLLABORATOR') {
      pull(number).reviews.push({ by, state, association });
    },
  };
}
