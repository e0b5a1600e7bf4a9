import type { Role } from './role.ts';

/** A signed-in person. The cookie's value is not in it: only its hash is stored. */
export interface Session {
  /** Hexadecimal SHA-256 of the cookie's value. */
  readonly idHash: string;
  /** As decisions record it. */
  readonly person: string;
  readonly role: Role;
  /** RFC 3339. */
  readonly createdAt: string;
  /** RFC 3339: the session ends then, used or not. */
  readonly expiresAt: string;
}

/** Keeps sessions on the server's side, so that each can be revoked. */
export interface SessionStore {
  create(session: Session): Promise<void>;
  find(idHash: string): Promise<Session | undefined>;
  revoke(idHash: string): Promise<void>;
}
