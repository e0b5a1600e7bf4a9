import type { Kysely } from 'kysely';
import { type Exchange, exchangeSchema } from '../diagnosis/exchange.ts';
import { type RecordedDiagnosis, recordedDiagnosisSchema } from '../diagnosis/recorded-diagnosis.ts';
import type { Schema } from './schema.ts';

/** Stores one redacted exchange with a model. */
export async function recordExchange(db: Kysely<Schema>, exchange: Exchange): Promise<void> {
  await insert(db, exchange.incident, exchange);
}

/** Stores what a diagnosis by models had before it and ended in, beside its exchanges. */
export async function recordDiagnosis(db: Kysely<Schema>, diagnosis: RecordedDiagnosis): Promise<void> {
  await insert(db, diagnosis.incident.id, diagnosis);
}

async function insert(
  db: Kysely<Schema>,
  incident: string,
  document: Exchange | RecordedDiagnosis,
): Promise<void> {
  const { id, at } = document;
  await db
    .insertInto('exchanges')
    .values({ id, incident_id: incident, at, document: JSON.stringify(document) })
    .execute();
}

/** All that is recorded of an incident, or of the one that an exchange or a diagnosis belongs to, in order. */
export async function readExchanges(
  db: Kysely<Schema>,
  id: string,
): Promise<readonly (Exchange | RecordedDiagnosis)[]> {
  const named = await db
    .selectFrom('exchanges')
    .select('incident_id')
    .where('id', '=', id)
    .executeTakeFirst();
  const rows = await db
    .selectFrom('exchanges')
    .select('document')
    .where('incident_id', '=', named?.incident_id ?? id)
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map(({ document }) => recordedDocumentSchema.parse(JSON.parse(document)));
}

/** One line of a file of exchanges. */
export const recordedDocumentSchema = exchangeSchema.or(recordedDiagnosisSchema);
