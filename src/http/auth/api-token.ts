import { sameSecret } from './constant-time.ts';
import type { Role } from './role.ts';

/** A machine's bearer token. `name` is what the ledger and the approvers policy know it by. */
export interface ApiToken {
  readonly name: string;
  readonly role: Role;
  readonly secret: string;
}

/** The token with this secret. Compares with every one, so that the time does not tell which came close. */
export function findToken(tokens: readonly ApiToken[], secret: string): ApiToken | undefined {
  const matches = tokens.map((token) => sameSecret(secret, token.secret));
  return tokens[matches.indexOf(true)];
}
