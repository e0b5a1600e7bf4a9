import { sql } from 'kysely';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryStore } from '../../test/support/store.ts';
import type { Store } from '../store/sqlite.ts';
import { appendToLedger } from './append.ts';
import { exportLines } from './export.ts';
import { storedLinks } from './stored-links.ts';
import { verifyLedger } from './verify.ts';
import { verifyExport } from './verify-export.ts';

const at = new Date('2026-03-04T02:00:00.000Z');
const payloads = [{ text: 'ünïcode ‮' }, null, { ['__proto__']: 1, number: 1e21 }, 'text', [1, { a: 2 }]];

let store: Store;
let exported: Buffer;

beforeEach(async () => {
  store = await temporaryStore();
  const events = payloads.map((payload, index) => ({
    type: 'alert.fired',
    ...(index % 2 === 0 ? { incident: 'inc_1' } : {}),
    actor: 'alertmanager',
    payload,
  }));
  await store.db.transaction().execute((transaction) => appendToLedger(transaction, events, at));
  await sql`update ledger_payloads set payload = null, erased_at = ${at.toISOString()} where seq = 4`.execute(
    store.db,
  );
  exported = await exportOf(store);
});
afterEach(() => store.close());

async function exportOf({ db }: Store): Promise<Buffer> {
  const lines: string[] = [];
  for await (const line of exportLines(storedLinks(db))) lines.push(line);
  return Buffer.from(lines.join(''));
}

/** In chunks that know nothing of lines. */
async function* chunksOf(bytes: Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

const verify = (bytes: Uint8Array) => verifyExport(chunksOf(bytes));

describe('an export of the ledger', () => {
  it('verifies offline to the same as the store', async () => {
    expect(await verify(exported)).toEqual(await verifyLedger(store.db));
    expect(await verify(exported)).toMatchObject({ ok: true, entries: 5, erasedPayloads: 1 });
  });

  it('of an empty ledger verifies', async () => {
    const empty = await temporaryStore();
    const bytes = await exportOf(empty);
    await empty.close();

    expect(await verify(bytes)).toMatchObject({ ok: true, entries: 0 });
  });

  it('finds every byte that is changed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(exported.length - 1), fc.integer({ min: 1, max: 255 }), async (place, bits) => {
        const changed = Buffer.from(exported);
        changed[place] = (changed[place] ?? 0) ^ bits;
        expect((await verify(changed)).ok).toBe(false);
      }),
      { numRuns: 400 },
    );
  });

  it('finds every run of bytes that is deleted, inserted or repeated', async () => {
    const place = fc.nat(exported.length - 1);
    await fc.assert(
      fc.asyncProperty(
        place,
        fc.integer({ min: 1, max: 400 }),
        fc.uint8Array({ minLength: 1 }),
        async (from, length, more) => {
          const [head, middle, tail] = [
            exported.subarray(0, from),
            exported.subarray(from, from + length),
            exported.subarray(from + length),
          ];
          expect((await verify(Buffer.concat([head, tail]))).ok).toBe(false);
          expect((await verify(Buffer.concat([head, more, middle, tail]))).ok).toBe(false);
          expect((await verify(Buffer.concat([head, middle, middle, tail]))).ok).toBe(false);
        },
      ),
    );
  });

  it('finds every pair of lines that is swapped, and every line that is left out', async () => {
    const lines = exported.toString().trimEnd().split('\n');
    const whole = (some: readonly string[]) => Buffer.from(`${some.join('\n')}\n`);
    for (const [index, line] of lines.entries()) {
      expect((await verify(whole(lines.toSpliced(index, 1)))).ok).toBe(false);
      for (const [other, second] of lines.entries()) {
        if (other <= index) continue;
        expect((await verify(whole(lines.with(index, second).with(other, line)))).ok).toBe(false);
      }
    }
  });

  it('says at which entry it breaks', async () => {
    const text = exported.toString().replace('"number":1e+21', '"number":2e+21');

    expect(await verify(Buffer.from(text))).toEqual({
      ok: false,
      reason: 'audit.chain-broken',
      seq: 3,
      problem: 'the payload does not fit its hash',
    });
  });

  it('does not smooth over what was changed in the store', async () => {
    await sql`drop trigger ledger_payloads_only_erase`.execute(store.db);
    await sql`update ledger_payloads set payload = 'no JSON' where seq = 2`.execute(store.db);

    expect(await verify(await exportOf(store))).toMatchObject({ ok: false, seq: 2 });
  });
});
