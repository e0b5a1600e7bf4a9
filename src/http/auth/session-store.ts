import type { Caller, SignInMethod } from '../../domain/decision.ts';
import type { Role } from './role.ts';

/** A signed-in person. The cookie's value is not in it: only its hash is stored. */
export interface Session {
  /** Hexadecimal SHA-256 of the cookie's value. */
  readonly idHash: string;
  /** As decisions record it. */
  readonly person: string;
  readonly role: Role;
  readonly via: SignInMethod;
  /** What the way in calls them, the steadiest first: the Approvers policy may know them by any of these. */
  readonly ids: readonly string[];
  readonly groups: readonly string[];
  /** RFC 3339: when they last proved who they are; absent where nobody can tell. */
  readonly signedInAt?: string;
  /** The address that they signed in from; absent in sessions from before it was kept. */
  readonly from?: string;
  /** RFC 3339. */
  readonly createdAt: string;
  /** RFC 3339: the session ends then, used or not. */
  readonly expiresAt: string;
}

/** Why a session ended before its time. */
export type SessionEnd = 'signed-out' | 'signed-in-again' | 'revoked';

/** Keeps sessions on the server's side, so that each can be revoked. Beginnings and ends go on record. */
export interface SessionStore {
  create(session: Session): Promise<void>;
  find(idHash: string): Promise<Session | undefined>;
  list(): Promise<readonly Session[]>;
  /** Those that are there no more end nothing. */
  end(sessions: readonly Session[], by: Caller, why: SessionEnd): Promise<void>;
}
