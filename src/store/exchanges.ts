import type { Kysely } from 'kysely';
import type { Exchange } from '../diagnosis/exchange.ts';
import type { Schema } from './schema.ts';

/** Stores one redacted exchange with a model. */
export async function recordExchange(db: Kysely<Schema>, exchange: Exchange): Promise<void> {
  await db
    .insertInto('exchanges')
    .values({
      id: exchange.id,
      incident_id: exchange.incident,
      at: exchange.at,
      document: JSON.stringify(exchange),
    })
    .execute();
}
