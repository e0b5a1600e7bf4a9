import type { Kysely } from 'kysely';
import { alertName } from '../domain/alert.ts';
import type { Heartbeat } from '../domain/heartbeat.ts';
import type { Schema } from './schema.ts';

/** Whoever may send alerts could invent heartbeats: no more than this are remembered. */
const mostHeartbeats = 20;
const longestGapSeconds = 24 * 3600;

export async function readHeartbeats(db: Kysely<Schema>): Promise<readonly Heartbeat[]> {
  const rows = await db.selectFrom('heartbeats').selectAll().orderBy('key').execute();
  return rows.map((row) => ({
    key: row.key,
    name: row.name,
    labels: JSON.parse(row.labels) as Heartbeat['labels'],
    seenAt: row.seen_at,
    gapSeconds: row.gap_seconds,
    ...(row.missing_since === null ? {} : { missingSince: row.missing_since }),
  }));
}

/** Expects a heartbeat that was never seen, from now on. */
export async function expectHeartbeat(db: Kysely<Schema>, name: string, now: Date): Promise<void> {
  const labels = JSON.stringify({ alertname: name });
  await db
    .insertInto('heartbeats')
    .values({ key: name, name, labels, seen_at: now.toISOString(), missing_since: null })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
}

/**
 * Notes that a heartbeat has come. How often it comes is learnt from two words in a row that this process has listened
 * to (`listeningSince`), not from a time in which it was missing or nobody listened.
 */
export async function hearHeartbeat(
  db: Kysely<Schema>,
  labels: Heartbeat['labels'],
  now: Date,
  listeningSince: Date,
): Promise<void> {
  const name = alertName({ labels });
  const key = labels['prometheus'] === undefined ? name : `${name} ${labels['prometheus']}`;
  const heard = await readHeartbeats(db);
  const known = heard.find((each) => each.key === key);
  if (known === undefined && heard.length >= mostHeartbeats) return;
  const seen_at = now.toISOString();
  await db
    .insertInto('heartbeats')
    .values({ key, name, labels: JSON.stringify(labels), seen_at, missing_since: null })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet({
        seen_at,
        labels: JSON.stringify(labels),
        gap_seconds: known === undefined ? 0 : gapAfter(known, now, listeningSince),
      }),
    )
    .execute();
  // One that was expected by its name alone has come, whichever Prometheus it is from.
  await db.updateTable('heartbeats').set({ seen_at }).where('key', '=', name).execute();
}

function gapAfter({ seenAt, gapSeconds, missingSince }: Heartbeat, now: Date, listeningSince: Date): number {
  const before = Date.parse(seenAt);
  if (missingSince !== undefined || before < listeningSince.getTime()) return gapSeconds;
  const gap = Math.ceil((now.getTime() - before) / 1000);
  return Math.min(Math.max(gap, gapSeconds), longestGapSeconds);
}
