import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** Newer ones than these would have to come within seconds. */
const looked = 500;

/** Whether an alert with this label has been stored lately, and was recorded without an incident. */
export async function isRecordedAlert(db: Kysely<Schema>, label: string, value: string): Promise<boolean> {
  const rows = await db
    .selectFrom('alerts')
    .select(['labels', 'handling'])
    .orderBy('received_at', 'desc')
    .limit(looked)
    .execute();
  return rows.some(
    ({ labels, handling }) =>
      handling === 'recorded' && (JSON.parse(labels) as Readonly<Record<string, string>>)[label] === value,
  );
}
