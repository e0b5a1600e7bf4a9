import type { PullRequestContent, PullRequestStatus } from '../domain/pull-request.ts';

/** A repository's files at one commit. */
export interface RepositoryTree {
  readonly commit: string;
  /** Every file's path with its blob SHA. */
  readonly files: ReadonlyMap<string, string>;
  /** The text of a file; undefined where there is none, or where it is not UTF-8 text. Throws `RepositoryError`. */
  read(path: string): Promise<string | undefined>;
}

/** What the host says of a repository. */
export interface RepositoryFacts {
  /** Whether anybody may read it: then nothing but the cause is told. */
  readonly isPublic: boolean;
  readonly isArchived: boolean;
  readonly defaultBranch: string;
}

/** Reads repositories and follows pull requests. Every method throws `RepositoryError`. */
export interface RepositoryReader {
  facts(repository: string): Promise<RepositoryFacts>;
  /** The files at the head of a branch. */
  tree(repository: string, branch: string): Promise<RepositoryTree>;
  /** The newest pull request of a branch of ours, whatever its state; undefined where none was ever opened. */
  find(repository: string, branch: string): Promise<PullRequestStatus | undefined>;
}

/** Writes to a repository. Only the execution path holds one. Throws `RepositoryError`. */
export interface RepositoryWriter {
  /**
   * Opens the pull request, or adopts what an earlier try has left: the same content again gives the same branch and
   * the same pull request. One that a person has closed is not opened again; its status tells.
   */
  open(content: PullRequestContent): Promise<PullRequestStatus>;
  /** Says something below a pull request, once for every `marker`. */
  comment(repository: string, number: number, marker: string, body: string): Promise<void>;
}

export type RepositoryErrorCode =
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'archived'
  | 'protected'
  | 'conflict'
  | 'moved'
  | 'invalid'
  | 'rate-limited'
  | 'unreachable'
  | 'server-error';

/**
 * The host's refusal or its absence.
 *
 * `moved`: a file is no longer what was edited. `conflict`: the branch exists with something else in it.
 * `rate-limited` carries when to come again; `unreachable` and `server-error` leave a write's outcome unknown.
 */
export class RepositoryError extends Error {
  readonly code: RepositoryErrorCode;
  readonly status: number | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: RepositoryErrorCode,
    message: string,
    detail: { readonly status?: number; readonly retryAfterSeconds?: number } = {},
  ) {
    super(message);
    this.name = 'RepositoryError';
    this.code = code;
    this.status = detail.status;
    this.retryAfterSeconds = detail.retryAfterSeconds;
  }
}
