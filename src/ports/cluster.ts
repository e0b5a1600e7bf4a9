import type { KubernetesObject, ObjectRef } from '../domain/objects.ts';
import type { ApiRequest } from '../domain/request.ts';

/** A list of one kind, narrowed on the server's side; `limit` bounds what comes back. */
export interface ListQuery {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent: cluster-scoped kinds, or all namespaces. */
  readonly namespace?: string;
  /** Equality and set-based selectors as kubectl takes them, such as `app=web,tier in (a,b)`. */
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly limit?: number;
}

export interface ObjectList {
  readonly items: readonly KubernetesObject[];
  /** More matched than `limit` let through. */
  readonly truncated: boolean;
}

export interface LogQuery {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** The log of the container's last life. */
  readonly previous: boolean;
  readonly tailLines: number;
  readonly limitBytes: number;
}

/** Reads a cluster: the live one, the practice cluster, or a dump. Every method throws `ClusterError`. */
export interface ClusterReader {
  /** The object, or undefined where there is none of that name. */
  get(ref: ObjectRef): Promise<KubernetesObject | undefined>;
  list(query: ListQuery): Promise<ObjectList>;
  logs(query: LogQuery): Promise<string>;
}

/** What the API server says of a write, dry or real. */
export interface WriteResult {
  /** The object as it is after the write; absent for a delete that returns a Status. */
  readonly object?: KubernetesObject;
  /** The `Audit-ID` response header. */
  readonly auditId?: string;
  /** The texts of the `Warning` response headers. */
  readonly warnings: readonly string[];
}

/** Asks the API server what a request would do (`dryRun=All`, `fieldValidation=Strict`). Throws `ClusterError`. */
export interface ClusterDryRun {
  dryRun(request: ApiRequest): Promise<WriteResult>;
}

/** Writes to the cluster. Only the execution path holds one. Throws `ClusterError`. */
export interface ClusterWriter {
  write(request: ApiRequest): Promise<WriteResult>;
}

export type ClusterErrorCode =
  | 'forbidden'
  | 'unauthorized'
  | 'not-found'
  | 'already-exists'
  | 'conflict'
  | 'invalid'
  | 'rejected'
  | 'too-many-requests'
  | 'timeout'
  | 'unreachable'
  | 'server-error';

/** The parts of admission that refuse requests, as far as they can be told apart. */
export type Admission =
  | 'webhook'
  | 'webhook-without-dry-run'
  | 'webhook-unreachable'
  | 'policy'
  | 'quota'
  | 'limit-range'
  | 'pod-security';

/**
 * The API server's refusal or its absence.
 *
 * `invalid` is a 422 or 400 (a failed JSON Patch `test` is `reason: "Invalid"` with status 422), `rejected` a
 * request that admission denied (403 with a message of an admission plugin or policy), `timeout` and
 * `unreachable` leave a write's outcome unknown.
 */
export class ClusterError extends Error {
  readonly code: ClusterErrorCode;
  readonly status: number | undefined;
  /** The `reason` of the API server's Status object. */
  readonly reason: string | undefined;
  /** Which part of admission refused, where the API server's words tell. */
  readonly refusedBy: Admission | undefined;

  constructor(
    code: ClusterErrorCode,
    message: string,
    detail: { status?: number; reason?: string; refusedBy?: Admission } = {},
  ) {
    super(message);
    this.name = 'ClusterError';
    this.code = code;
    this.status = detail.status;
    this.reason = detail.reason;
    this.refusedBy = detail.refusedBy;
  }
}
