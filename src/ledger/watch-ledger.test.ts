import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeClock, temporaryStore } from '../../test/support/store.ts';
import { appendToLedger } from './append.ts';
import { parseHeadLine } from './heads/head.ts';
import { openHeadsFile } from './heads/heads-file.ts';
import { generateHeadKeys, readSigningKey } from './heads/keys.ts';
import { type LedgerWatch, watchLedger } from './watch-ledger.ts';

const key = readSigningKey(generateHeadKeys().privatePem);
let store: Awaited<ReturnType<typeof temporaryStore>>;
let clock: ReturnType<typeof fakeClock>;
let file: string;
let logged: string[];
let watch: LedgerWatch | undefined;

beforeEach(async () => {
  store = await temporaryStore();
  clock = fakeClock();
  file = join(store.folder, 'heads.jsonl');
  logged = [];
});
afterEach(async () => {
  await watch?.stop();
  await store.close();
});

function start(signing = key): LedgerWatch {
  watch = watchLedger({
    db: store.db,
    clock,
    logger: pino({}, { write: (line: string) => logged.push(line) }),
    cluster: 'default',
    signing: { key: signing, file, earlier: openHeadsFile(file) },
    headEntries: 10,
    headMilliseconds: 60_000,
    pollMilliseconds: 3_600_000,
    observe: () => {},
  });
  return watch;
}

async function append(count: number) {
  const events = Array.from({ length: count }, (_none, number) => ({
    type: 'alert.fired',
    actor: 'alertmanager',
    payload: { number },
  }));
  await store.db.transaction().execute((transaction) => appendToLedger(transaction, events, clock.now()));
}

const signedEntries = () =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parseHeadLine(line)?.seq);

async function cutTo(seq: number) {
  await sql`drop trigger ledger_entries_no_delete`.execute(store.db);
  await sql`drop trigger ledger_payloads_no_delete`.execute(store.db);
  await sql`delete from ledger_payloads where seq > ${seq}`.execute(store.db);
  await sql`delete from ledger_entries where seq > ${seq}`.execute(store.db);
}

describe('the watch over the ledger', () => {
  it('signs a head at the start, after so many entries, after so long, and at the end', async () => {
    await append(3);
    const running = start();
    await running.look();
    expect(signedEntries()).toEqual([3]);
    await append(9);
    await running.look();
    expect(signedEntries()).toEqual([3]);
    await append(1);
    await running.look();
    expect(signedEntries()).toEqual([3, 13]);
    await append(1);
    clock.advance(60_000);
    await running.look();
    expect(signedEntries()).toEqual([3, 13, 14]);
    await append(1);
    await running.stop();
    expect(signedEntries()).toEqual([3, 13, 14, 15]);
  });

  it('puts each head into the log too, from where it can be taken elsewhere', async () => {
    await append(1);
    await start().look();
    const head: unknown = logged
      .map((line) => JSON.parse(line) as { ledgerHead?: unknown })
      .find(({ ledgerHead }) => ledgerHead)?.ledgerHead;
    expect(readFileSync(file, 'utf8')).toContain((head as { signature: string }).signature);
  });

  it('signs nothing while there is nothing new', async () => {
    await append(1);
    const running = start();
    await running.look();
    clock.advance(3_600_000);
    await running.look();
    await running.stop();
    expect(signedEntries()).toEqual([1]);
  });

  it('goes on after a restart, also with another key', async () => {
    await append(1);
    await start().stop();
    await append(1);
    const next = start(readSigningKey(generateHeadKeys().privatePem));
    await next.stop();
    expect(next.state()).toMatchObject({ findings: [], signedHead: { seq: 2 } });
    expect(signedEntries()).toEqual([1, 2]);
  });

  it('takes away what a crash left of a head', async () => {
    await append(1);
    await start().stop();
    const whole = readFileSync(file, 'utf8');
    appendFileSync(file, '{"at":"2026');
    await append(1);
    await start().stop();
    expect(readFileSync(file, 'utf8').startsWith(whole)).toBe(true);
    expect(signedEntries()).toEqual([1, 2]);
  });

  it('finds at the start that the end of the ledger is gone, and signs no more', async () => {
    await append(5);
    await start().stop();
    await cutTo(3);
    await append(1);
    const running = start();
    await running.stop();
    expect(running.state().findings).toMatchObject([{ reason: 'audit.cut-tail', seq: 5 }]);
    expect(signedEntries()).toEqual([5]);
    expect(logged.join('')).toContain('the ledger does not verify');
  });

  it('finds while it runs that entries vanish', async () => {
    await append(5);
    const running = start();
    await running.look();
    await cutTo(4);
    await running.look();
    expect(running.state().findings).toMatchObject([{ reason: 'audit.cut-tail', seq: 5 }]);
  });

  it('signs no chain that is broken', async () => {
    await append(5);
    await sql`drop trigger ledger_entries_no_update`.execute(store.db);
    await sql`update ledger_entries set actor = 'nobody' where seq = 3`.execute(store.db);
    const running = start();
    await running.stop();
    expect(running.state().findings).toMatchObject([{ reason: 'audit.chain-broken', seq: 3 }]);
    expect(signedEntries()).toEqual([]);
  });
});
