import type { Inverse } from './proposal.ts';
import type { PullRequestStatus } from './pull-request.ts';
import type { ProposedRequest } from './request.ts';

/** One step on its way: the intent is stored before the request leaves, the outcome after the answer. */
export interface Execution {
  /** Doubles as the marker in the annotation `firebreak.dev/action`. */
  readonly id: string;
  readonly proposal: string;
  readonly step: number;
  /** Of the proposal: an undo takes back what a fix has written. */
  readonly purpose: 'fix' | 'undo';
  readonly request: ProposedRequest;
  readonly inverse: Inverse;
  /** RFC 3339. */
  readonly intendedAt: string;
  readonly status: 'intended' | 'applied' | 'failed' | 'skipped';
  readonly finishedAt?: string;
  /** The API server's Audit-ID header of the write. */
  readonly auditId?: string;
  readonly message?: string;
  /** How the pull request that it opened stood when it was last looked at. */
  readonly pullRequest?: PullRequestStatus;
  /** False where the write made something else of the object than its dry-run had shown. */
  readonly asApproved?: false;
  /** The object's container restarts and readiness before the write, for verification. */
  readonly restartsBefore?: number;
}
