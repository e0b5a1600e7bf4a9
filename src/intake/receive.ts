import type { Kysely } from 'kysely';
import type { Clock } from '../ports/clock.ts';
import type { Redact } from '../ports/redact.ts';
import type { Schema } from '../store/schema.ts';
import { groupCommits } from './group-commit.ts';
import type { WebhookPayload } from './payload.ts';
import { preparePayload, type PreparedPayload } from './prepare-payload.ts';
import { rememberRedactions } from './remembered-redaction.ts';
import { type StoredPayload, storePayloads } from './store-payloads.ts';

export interface Received extends StoredPayload {
  readonly stored: true;
  readonly accepted: number;
  readonly rejected: WebhookPayload['rejected'];
}

export interface ReceivePorts {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly clusterName: string;
  /** Alertmanager can be asked about what comes in; absent: no. */
  readonly confirms?: boolean;
  /** Alerts that are expected to fire always; absent: none. */
  readonly heartbeatNames?: readonly string[];
  /** Since when heartbeats could be heard; absent: notifications do not count as such. */
  readonly listeningSince?: () => Date;
  /** Redacts labels and annotations before anything is stored. */
  readonly redact: Redact;
}

/**
 * Takes in one webhook payload: when the promise resolves to `stored: true`, it is on disk.
 * Rejects with the store's error, or `QueueFullError`, when it cannot be stored now.
 */
export type Receive = (
  payload: unknown,
) => Promise<Received | { readonly stored: false; readonly reason: string }>;

/** In characters: a transaction of this size takes some tens of milliseconds. */
const largestGroup = 4 * 1024 * 1024;
/** In characters: what may wait in memory; Alertmanager sends again what is refused. */
const mostWaiting = 32 * 1024 * 1024;
/** In characters: the texts of some thousand alerts. */
const mostRemembered = 1024 * 1024;

/** Intake: payloads that come while a transaction is under way share the next. */
export function createReceiver(ports: ReceivePorts): Receive {
  const store = groupCommits<PreparedPayload, StoredPayload>({
    commit: (payloads) => {
      const arrival = {
        now: ports.clock.now(),
        clusterName: ports.clusterName,
        confirms: ports.confirms ?? false,
        heartbeatNames: ports.heartbeatNames ?? [],
        ...(ports.listeningSince === undefined ? {} : { listeningSince: ports.listeningSince() }),
      };
      return ports.db.transaction().execute((transaction) => storePayloads(transaction, payloads, arrival));
    },
    sizeOf: ({ size }) => size,
    largestGroup,
    mostWaiting,
  });
  const redact = rememberRedactions(ports.redact, mostRemembered);
  return async (payload) => {
    const prepared = await preparePayload(payload, redact);
    if ('invalid' in prepared) return { stored: false, reason: prepared.invalid };
    const stored = await store(prepared);
    return { stored: true, accepted: prepared.alerts.length, rejected: prepared.rejected, ...stored };
  };
}
