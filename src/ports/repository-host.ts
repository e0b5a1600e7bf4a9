import type { PullRequestContent, PullRequestStatus } from '../domain/pull-request.ts';

/** A repository's files at one commit. */
export interface RepositoryTree {
  readonly commit: string;
  /** Every regular file's path with its blob SHA; symbolic links and submodules are left out. */
  readonly files: ReadonlyMap<string, string>;
  /**
   * The text of a file, byte for byte (a byte order mark is kept). Undefined where there is none, where it is not
   * UTF-8 text, or over 1 MiB. Throws `RepositoryError`.
   */
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
   * the same pull request. One that a person has closed is not opened again; its status tells. Where the base has moved
   * without touching the files, and nobody has reviewed yet, the base is brought into the branch, never by force; what
   * a person has pushed to the branch stays. Writes of one process run one after the other.
   */
  open(content: PullRequestContent): Promise<PullRequestStatus>;
  /** Says something below a pull request, once for every `marker` (letters, digits, `.`, `_`, `:`, `-`). */
  comment(repository: string, number: number, marker: string, body: string): Promise<void>;
}

/** What a credential has to have for pull requests; the last two only tell whether checks pass. */
export type MissingPermission =
  | 'contents: write'
  | 'pull_requests: write'
  | 'checks: read'
  | 'statuses: read';

/** Tells what a credential lacks, without writing anything. Throws `RepositoryError`. */
export interface RepositoryAccess {
  missing(repository: string, base: string): Promise<readonly MissingPermission[]>;
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
 * `moved`: a file is no longer what was edited. `conflict`: the branch exists with something else in it, the repository
 * is empty, or this very change was merged before and has been taken back since. `protected`: a rule of the repository
 * forbids the branch. `invalid`: the content is one that is never written, or that the host refuses.
 * `rate-limited` carries when to come again; `unreachable` and `server-error` leave a write's outcome unknown, and the
 * same call again settles it. No message holds a credential.
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

/** Whether the host may well answer a while later, in which the outcome of a write is not known. */
export function isAway({ code }: RepositoryError): boolean {
  return code === 'unreachable' || code === 'server-error' || code === 'rate-limited';
}
