import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import { temporaryStore } from '../../test/support/store.ts';
import type { Store } from '../store/sqlite.ts';
import { appendToLedger } from './append.ts';
import { verifyLedger } from './verify.ts';

const at = new Date('2026-03-04T02:00:00.000Z');
let store: Store;

beforeEach(async () => {
  store = await temporaryStore();
  for (const number of [1, 2, 3]) {
    await store.db
      .transaction()
      .execute((transaction) =>
        appendToLedger(
          transaction,
          [{ type: 'alert.fired', incident: 'inc_1', actor: 'alertmanager', payload: { number } }],
          at,
        ),
      );
  }
});
afterEach(() => store.close());

/** What an intruder with the file and a SQL shell can do. */
async function withoutTriggers(statement: ReturnType<typeof sql>) {
  for (const name of [
    'ledger_entries_no_update',
    'ledger_entries_no_delete',
    'ledger_payloads_only_erase',
    'ledger_payloads_no_delete',
  ]) {
    await sql`drop trigger ${sql.raw(name)}`.execute(store.db);
  }
  await sql`pragma foreign_keys = off`.execute(store.db);
  await statement.execute(store.db);
}

describe('the ledger', () => {
  it('verifies as it was written', async () => {
    expect(await verifyLedger(store.db)).toMatchObject({ ok: true, entries: 3, erasedPayloads: 0 });
  });

  it('lets nobody change or delete an entry', async () => {
    await expect(
      sql`update ledger_entries set actor = 'nobody' where seq = 2`.execute(store.db),
    ).rejects.toThrow('append-only');
    await expect(sql`delete from ledger_entries where seq = 2`.execute(store.db)).rejects.toThrow(
      'append-only',
    );
    await expect(sql`delete from ledger_payloads where seq = 2`.execute(store.db)).rejects.toThrow(
      'append-only',
    );
    await expect(
      sql`update ledger_payloads set payload = '{}' where seq = 2`.execute(store.db),
    ).rejects.toThrow('only be erased');
  });

  it('survives the erasure of a payload, which it tells', async () => {
    await sql`update ledger_payloads set payload = null, erased_at = ${at.toISOString()} where seq = 2`.execute(
      store.db,
    );
    expect(await verifyLedger(store.db)).toMatchObject({ ok: true, erasedPayloads: 1 });
  });

  it.each([
    ['an edited entry', sql`update ledger_entries set actor = 'nobody' where seq = 2`, 2],
    ['an edited payload', sql`update ledger_payloads set payload = '{"number":7}' where seq = 2`, 2],
    ['a vanished payload', sql`delete from ledger_payloads where seq = 2`, 2],
    ['a deleted entry', sql`delete from ledger_entries where seq = 2`, 3],
    ['a payload set to null without a date', sql`update ledger_payloads set payload = null where seq = 2`, 2],
  ])('finds %s behind its back', async (_what, statement, seq) => {
    await withoutTriggers(statement);
    expect(await verifyLedger(store.db)).toMatchObject({ ok: false, seq });
  });
});
