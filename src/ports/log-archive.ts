/** Logs of the containers of one pod, or of the pods that one Job made, which nobody can name once they are gone. */
export interface ArchiveQuery {
  readonly namespace: string;
  readonly of: { readonly pod: string; readonly container?: string } | { readonly job: string };
  readonly from: Date;
  readonly to: Date;
  /** The newest lines within that time, of all containers together. */
  readonly lines: number;
}

/** What one container wrote, oldest line first. */
export interface ArchivedLog {
  readonly pod: string;
  readonly container: string;
  readonly text: string;
}

/** Keeps logs for longer than a kubelet does. Throws `LogArchiveError`. */
export interface LogArchive {
  read(query: ArchiveQuery, signal: AbortSignal): Promise<readonly ArchivedLog[]>;
}

/** The archive refused, did not answer in time, or answered something else. */
export class LogArchiveError extends Error {
  override readonly name = 'LogArchiveError';
}
