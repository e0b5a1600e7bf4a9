import type { SignInMethod } from '../../domain/decision.ts';
import type { Role } from './role.ts';
import type { Scope } from './scopes.ts';

/** Who makes a request: a person with a session, or a machine with a token. */
export type Principal =
  | {
      readonly kind: 'person';
      readonly name: string;
      readonly role: Role;
      readonly via: SignInMethod;
      readonly groups: readonly string[];
      /** RFC 3339. */
      readonly signedInAt?: string;
      /** The session cookie's value: form tokens derive from it. */
      readonly sessionId: string;
    }
  | {
      readonly kind: 'token';
      readonly name: string;
      readonly role: Role;
      /** Absent: everything that the role may. */
      readonly scopes?: readonly Scope[];
    };
