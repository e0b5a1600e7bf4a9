import { createHmac } from 'node:crypto';
import type { Clock } from '../../ports/clock.ts';
import { sameSecret } from '../auth/constant-time.ts';

/** What of a request its signature is about. */
export interface SignedRequest {
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
  /** The body as it came, before anything reads it. */
  readonly body: Buffer;
}

const toleranceSeconds = 5 * 60;

/**
 * Takes each request of Slack once: signed with the secret over its own timestamp and raw body, at most five minutes
 * old or ahead, and not seen before. https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export class SignatureGuard {
  readonly #secret: string;
  readonly #clock: Clock;
  /** Signatures that were accepted, with when they stop being young enough anyway. */
  readonly #accepted = new Map<string, number>();

  constructor(secret: string, clock: Clock) {
    this.#secret = secret;
    this.#clock = clock;
  }

  accepts({ timestamp, signature, body }: SignedRequest): boolean {
    if (timestamp === undefined || signature === undefined || !/^\d{1,12}$/u.test(timestamp)) return false;
    const now = this.#clock.now().getTime();
    if (Math.abs(now - Number(timestamp) * 1_000) > toleranceSeconds * 1_000) return false;
    const expected = `v0=${createHmac('sha256', this.#secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`;
    if (!sameSecret(signature, expected)) return false;
    this.#forgetOld(now);
    if (this.#accepted.has(signature)) return false;
    // A timestamp from the future stays young for twice as long. Only the genuine get here, so no stranger fills it.
    this.#accepted.set(signature, (Number(timestamp) + toleranceSeconds) * 1_000);
    return true;
  }

  #forgetOld(now: number): void {
    for (const [signature, until] of this.#accepted) if (until < now) this.#accepted.delete(signature);
  }
}
