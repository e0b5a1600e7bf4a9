import type { Role } from './role.ts';
import type { Scope } from './scopes.ts';

/**
 * Who may use a route. `api`: a bearer token with the role and the scope, or a session for reading. `page`: a session with the
 * role; a post also has to come from our own page. `own-form`: a post from our own page, by anybody.
 * `slack`, `github`: the route itself checks the signature, which is over the body.
 */
export type Access =
  | { readonly to: 'anyone' }
  | { readonly to: 'own-form' }
  | { readonly to: 'webhook' }
  | { readonly to: 'slack' }
  | { readonly to: 'github' }
  | { readonly to: 'api'; readonly role: Role; readonly scope: Scope }
  | { readonly to: 'page'; readonly role: Role };

export const anyone: Access = Object.freeze({ to: 'anyone' });
