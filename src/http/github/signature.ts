import { createHmac } from 'node:crypto';
import { sameSecret } from '../auth/constant-time.ts';

const mostRemembered = 1_000;

/**
 * Takes each delivery of GitHub once: signed with the webhook's secret over the raw body, and not seen lately. What is
 * remembered is the signature, since a delivery's id is not signed and anybody could make up another.
 * https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
export class DeliveryGuard {
  readonly #secret: string;
  /** In the order in which they came. */
  readonly #accepted = new Set<string>();

  constructor(secret: string) {
    this.#secret = secret;
  }

  judge(signature: string | undefined, body: Buffer): 'new' | 'seen' | 'not-signed' {
    if (signature === undefined) return 'not-signed';
    const expected = `sha256=${createHmac('sha256', this.#secret).update(body).digest('hex')}`;
    if (!sameSecret(signature, expected)) return 'not-signed';
    if (this.#accepted.has(expected)) return 'seen';
    this.#accepted.add(expected);
    // Only the genuine get here, so no stranger pushes anything out.
    for (const oldest of this.#accepted) {
      if (this.#accepted.size <= mostRemembered) break;
      this.#accepted.delete(oldest);
    }
    return 'new';
  }
}
