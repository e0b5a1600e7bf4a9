/** What a sign-in that has begun has to come back with; kept by the browser that began it. */
export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  /** PKCE's (RFC 7636). */
  readonly verifier: string;
}

/** Whom an identity provider vouches for. */
export interface ProvidedIdentity {
  /** `sub`: the one claim that never names somebody else (OpenID Connect Core 5.7). */
  readonly subject: string;
  /** Only where the provider has verified it. */
  readonly email?: string;
  readonly groups: readonly string[];
  /** `auth_time`: when the person proved who they are; absent where the provider does not say. */
  readonly authenticatedAt?: Date;
}

/** An OpenID Connect provider. Both reject with `IdentityProviderError`. */
export interface IdentityProvider {
  /** As the sign-in page calls it. */
  readonly name: string;
  /** Where to send the browser. `again`: the provider has to ask the person once more, session or not. */
  begin(options: {
    readonly again: boolean;
  }): Promise<{ readonly url: string; readonly pending: PendingSignIn }>;
  /** `answer` is the query with which the provider sent the browser back, `?code=…&state=…`. */
  finish(answer: string, pending: PendingSignIn): Promise<ProvidedIdentity>;
}

/** The provider is out of reach, refused, or answered what cannot be believed. */
export class IdentityProviderError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'IdentityProviderError';
  }
}
