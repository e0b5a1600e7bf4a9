import { identityOf } from '../../domain/decision.ts';
import type { Role } from './role.ts';

/** Somebody who signs in with a password of their own. */
export interface LocalUser {
  readonly name: string;
  readonly role: Role;
  readonly groups: readonly string[];
  /** As `hashPassword` writes it. */
  readonly password: string;
  /** RFC 3339: sessions from before are over. */
  readonly changedAt: string;
}

/** The users of the users file, as it is now. Throws where the file cannot be read. */
export interface LocalUsers {
  all(): readonly LocalUser[];
}

/** The user of that name, in whatever letters. */
export function findUser(users: LocalUsers | undefined, name: string): LocalUser | undefined {
  const wanted = identityOf(name);
  return users?.all().find((user) => user.name.toLowerCase() === wanted);
}
