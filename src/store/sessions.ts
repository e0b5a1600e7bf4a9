import type { Kysely } from 'kysely';
import type { Session, SessionStore } from '../http/auth/session-store.ts';
import { onRecord } from '../domain/decision.ts';
import { appendToLedger } from '../ledger/append.ts';
import type { Clock } from '../ports/clock.ts';
import type { Schema } from './schema.ts';

/** Sessions in the store: they outlive a restart, and each can be revoked. */
export function createSessionStore(db: Kysely<Schema>, clock: Clock): SessionStore {
  return {
    async create(session) {
      await db.deleteFrom('sessions').where('expires_at', '<=', clock.now().toISOString()).execute();
      const { person, via, role, from } = session;
      await db.transaction().execute(async (transaction) => {
        await transaction
          .insertInto('sessions')
          .values({
            id_hash: session.idHash,
            document: JSON.stringify(session),
            expires_at: session.expiresAt,
          })
          .execute();
        const payload = { person, via, role, from: from ?? null };
        await appendToLedger(transaction, [{ type: 'session.started', actor: person, payload }], clock.now());
      });
    },
    async find(idHash) {
      const row = await db
        .selectFrom('sessions')
        .select('document')
        .where('id_hash', '=', idHash)
        .executeTakeFirst();
      return row === undefined ? undefined : (JSON.parse(row.document) as Session);
    },
    async list() {
      const rows = await db.selectFrom('sessions').select('document').execute();
      return rows.map((row) => JSON.parse(row.document) as Session);
    },
    async end(sessions, by, why) {
      await db.transaction().execute(async (transaction) => {
        const hashes = sessions.map(({ idHash }) => idHash);
        const gone = await transaction
          .deleteFrom('sessions')
          .where('id_hash', 'in', hashes)
          .returning('id_hash')
          .execute();
        const ended = sessions.filter(({ idHash }) => gone.some((row) => row.id_hash === idHash));
        const events = ended.map(({ person, via, createdAt }) => ({
          type: 'session.ended',
          actor: by.name,
          payload: { by: onRecord(by), person, via, since: createdAt, why, from: by.from ?? null },
        }));
        await appendToLedger(transaction, events, clock.now());
      });
    },
  };
}
