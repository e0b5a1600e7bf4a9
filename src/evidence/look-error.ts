import type { EvidenceKind } from '../domain/evidence.ts';
import type { ObjectRef } from '../domain/objects.ts';
import type { ClusterErrorCode } from '../ports/cluster.ts';
import type { Observation } from './collector.ts';

/** One read that did not happen; `budget` where the incident's API calls are used up, `aborted` where time ran out. */
export class LookError extends Error {
  readonly code: ClusterErrorCode | 'budget' | 'aborted';
  /** The request, such as `GET /api/v1/namespaces/cardboard/events`. */
  readonly source: string;

  constructor(code: LookError['code'], source: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LookError';
    this.code = code;
    this.source = source;
  }
}

export function couldNotLook(kind: EvidenceKind, ref: ObjectRef, error: LookError): Observation {
  return {
    kind,
    ref,
    source: error.source,
    trust: 'trusted',
    status: 'could-not-look',
    ...(error.code === 'forbidden' ? { forbidden: true as const } : {}),
    summary: `could not look (${error.code}): ${error.source}`,
  };
}

/** The observations, or the one that says why there are none. */
export async function lookOr(
  kind: EvidenceKind,
  ref: ObjectRef,
  look: () => Promise<readonly Observation[]>,
): Promise<readonly Observation[]> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof LookError) return [couldNotLook(kind, ref, error)];
    throw error;
  }
}

/** A kind that the cluster does not serve has no objects: there is nothing to look at, and no one to blame. */
export function ifServed(error: unknown): undefined {
  if (error instanceof LookError && error.code === 'not-found') return undefined;
  throw error;
}
