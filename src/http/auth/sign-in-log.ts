import type { SignInMethod } from '../../domain/decision.ts';
import type { ReasonCode } from '../../domain/reasons.ts';

/** A sign-in that was not let through. Nothing that was typed is in it. */
export interface RefusedSignIn {
  readonly via: SignInMethod;
  readonly reason: ReasonCode;
  /** The address that it came from. */
  readonly from: string;
  /** Whom it was tried as, where the way in knows them. */
  readonly account?: string;
}

/** Puts what was refused on record. Never throws, and nothing waits for it: an attacker must not find it slow. */
export interface SignInLog {
  refused(attempt: RefusedSignIn): void;
}
