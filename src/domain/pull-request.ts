import type { ManifestEdit } from './manifest-edit.ts';

/** What is asked for: edits of files in one repository, and the words for its reviewers. */
export interface PullRequestAsk {
  /** `owner/name`. */
  readonly repository: string;
  /** The branch that it is to be merged into. */
  readonly base: string;
  readonly title: string;
  readonly body: string;
  readonly edits: readonly ManifestEdit[];
}

/** One file of a pull request: its whole new text, and what it replaces. */
export interface PullRequestFile {
  readonly path: string;
  /** Git's blob SHA of the text that was edited; absent where the file is new. */
  readonly replaces?: string;
  readonly content: string;
}

/**
 * What people are asked to approve: the exact pull request. The commit that it will stand on is not part of it, since
 * a base that moves without touching these files changes nothing that was approved.
 */
export interface PullRequestContent {
  /** `owner/name`. */
  readonly repository: string;
  /** The branch that it is to be merged into. */
  readonly base: string;
  /** `firebreak/` and the hash of repository, base and files: the same change is the same branch. */
  readonly branch: string;
  readonly title: string;
  /** GitHub-flavoured Markdown. */
  readonly body: string;
  readonly files: readonly PullRequestFile[];
  readonly labels: readonly string[];
  /** Logins, and teams as `owner/team`. */
  readonly reviewers: readonly string[];
  readonly draft: boolean;
}

/** A pull request as it stands at the host. */
export interface PullRequestStatus {
  readonly number: number;
  readonly url: string;
  readonly state: 'open' | 'merged' | 'closed';
  /** Nobody can merge it before somebody says that it is ready. */
  readonly draft?: true;
  readonly headCommit: string;
  /** Absent until merged. */
  readonly mergeCommit?: string;
  /** Login of whoever merged or closed it, where the host tells. */
  readonly endedBy?: string;
  /** Check runs and commit statuses of the head together; `unknown` where we may not read them. */
  readonly checks: 'none' | 'pending' | 'passing' | 'failing' | 'unknown';
  readonly reviews: 'none' | 'approved' | 'changes-requested';
  /** False where the host says that it conflicts with its base; absent while the host has not worked it out. */
  readonly mergeable?: boolean;
  /** What the host did not take although the pull request stands, a sentence each: a reviewer who may not review. */
  readonly warnings?: readonly string[];
}
