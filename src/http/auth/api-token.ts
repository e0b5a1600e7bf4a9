import { createHash, timingSafeEqual } from 'node:crypto';
import type { Role } from './role.ts';
import type { Scope } from './scopes.ts';

/** A machine's bearer token. `name` is what the ledger and the approvers policy know it by. */
export interface ApiToken {
  readonly name: string;
  readonly role: Role;
  /** Hexadecimal SHA-256: a token is random and long, so that nobody finds it by guessing. */
  readonly sha256: string;
  /** Absent: everything that the role may. */
  readonly scopes?: readonly Scope[];
}

/** Tokens of the tokens file, as it is now. Throws where the file cannot be read. */
export interface ApiTokens {
  all(): readonly ApiToken[];
}

export function hashOfToken(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** The token with this secret. Compares with every one, so that the time does not tell which came close. */
export function findToken(tokens: readonly ApiToken[], secret: string): ApiToken | undefined {
  const given = Buffer.from(hashOfToken(secret), 'hex');
  const matches = tokens.map(({ sha256 }) => timingSafeEqual(given, Buffer.from(sha256, 'hex')));
  return tokens[matches.indexOf(true)];
}
