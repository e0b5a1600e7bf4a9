import { type Kysely, sql } from 'kysely';
import type { Schema } from './schema.ts';

/** An incident that the chat does not show as it is. */
export interface BehindIncident {
  readonly id: string;
  /** Names what the incident is now; equal again once it is shown. */
  readonly revision: string;
}

/** What the chat shows of one part of an incident. */
export interface ShownNotice {
  readonly part: string;
  /** Null: a post was tried, and nobody knows what became of it. */
  readonly timestamp: string | null;
  /** Hash of the content. */
  readonly content: string;
  /** RFC 3339: when the post was first tried. */
  readonly triedAt: string;
}

/** `message`: the incident's own, and what asks people; `thread`: the rest of what stands below it. */
export type NoticeScope = 'message' | 'thread';

const revision = sql<string>`incidents.updated_at || '/' || incidents.wake`;
const column = { message: 'message_revision', thread: 'thread_revision' } as const;

/**
 * The most urgent incident that the chat does not show as it is: by severity, then those that wait for people, then the
 * one that waits longest. What still settles, or healed before anything was found, is nobody's news.
 */
export async function nextBehind(
  db: Kysely<Schema>,
  scope: NoticeScope,
  now: Date,
): Promise<BehindIncident | undefined> {
  const row = await behind(db, scope)
    .where((where) =>
      where.or([
        where('notice_states.not_before', 'is', null),
        where('notice_states.not_before', '<=', now.toISOString()),
      ]),
    )
    .select(['incidents.id', revision.as('revision')])
    .orderBy(sql`case when incidents.state = 'awaiting-approval' then 0 else 1 end
      + case incidents.severity when 'critical' then 0 when 'warning' then 2 else 4 end`)
    .orderBy('incidents.updated_at')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : { id: row.id, revision: row.revision };
}

/** How many incidents the chat does not show as they are, whether it is their turn or not. */
export async function countBehind(db: Kysely<Schema>, scope: NoticeScope): Promise<number> {
  const { count } = await behind(db, scope)
    .select((each) => each.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

function behind(db: Kysely<Schema>, scope: NoticeScope) {
  const seen = sql.ref(`notice_states.${column[scope]}`);
  return db
    .selectFrom('incidents')
    .leftJoin('notice_states', 'notice_states.incident_id', 'incidents.id')
    .where(sql<boolean>`${seen} is not ${revision}`)
    .$if(scope === 'thread', (select) => select.where('notice_states.message_revision', 'is not', null))
    .where('incidents.state', '<>', 'settling')
    .where((where) =>
      where.or([
        // What stands in the chat, or may, is kept true to its end.
        where.exists((shown) =>
          shown.selectFrom('notices').select('part').whereRef('notices.incident_id', '=', 'incidents.id'),
        ),
        where('incidents.closed_at', 'is', null),
        where.and([
          where('incidents.closed_at', '>=', (from) =>
            from.selectFrom('settings').select('value').where('name', '=', sinceSetting),
          ),
          where('incidents.outcome', '<>', 'self-resolved'),
        ]),
      ]),
    );
}

const sinceSetting = 'notices-since';

/** Notes when a chat was first there: what had ended before is history, not news. */
export async function startNotices(db: Kysely<Schema>, now: Date): Promise<void> {
  await db
    .insertInto('settings')
    .values({ name: sinceSetting, value: now.toISOString() })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
}

export async function readShown(db: Kysely<Schema>, incident: string): Promise<readonly ShownNotice[]> {
  const rows = await db.selectFrom('notices').selectAll().where('incident_id', '=', incident).execute();
  return rows.map((row) => ({
    part: row.part,
    timestamp: row.timestamp,
    content: row.content,
    triedAt: row.tried_at,
  }));
}

/** Stores what the chat shows, or is about to. */
export async function storeShown(db: Kysely<Schema>, incident: string, shown: ShownNotice): Promise<void> {
  const { part, timestamp, content, triedAt } = shown;
  const row = { timestamp, content, tried_at: triedAt };
  await db
    .insertInto('notices')
    .values({ incident_id: incident, part, ...row })
    .onConflict((conflict) => conflict.columns(['incident_id', 'part']).doUpdateSet(row))
    .execute();
}

export async function forgetShown(db: Kysely<Schema>, incident: string, part: string): Promise<void> {
  await db.deleteFrom('notices').where('incident_id', '=', incident).where('part', '=', part).execute();
}

/** The incident's message is gone, and with it everything below: all of it is shown anew. */
export async function forgetThread(db: Kysely<Schema>, incident: string): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await transaction.deleteFrom('notices').where('incident_id', '=', incident).execute();
    await transaction
      .updateTable('notice_states')
      .set({ message_revision: null, thread_revision: null })
      .where('incident_id', '=', incident)
      .execute();
  });
}

/** What became of the attempts to show an incident. */
export interface NoticeState {
  /** Failures in a row. */
  readonly failures: number;
  /** The chat's word for the last of them, so that one trouble is on record once. */
  readonly failure: string | null;
}

export async function readNoticeState(db: Kysely<Schema>, incident: string): Promise<NoticeState> {
  const row = await db
    .selectFrom('notice_states')
    .select(['failures', 'failure'])
    .where('incident_id', '=', incident)
    .executeTakeFirst();
  return row ?? { failures: 0, failure: null };
}

/** The chat shows the incident as it was at this revision. */
export async function markShown(
  db: Kysely<Schema>,
  incident: BehindIncident,
  scope: NoticeScope,
): Promise<void> {
  const row = { [column[scope]]: incident.revision, failures: 0, failure: null, not_before: null };
  await db
    .insertInto('notice_states')
    .values({ incident_id: incident.id, ...row })
    .onConflict((conflict) => conflict.column('incident_id').doUpdateSet(row))
    .execute();
}

/** The chat did not take it; it is tried again at `notBefore`. */
export async function markFailed(
  db: Kysely<Schema>,
  incident: string,
  failed: NoticeState & { readonly notBefore: Date },
): Promise<void> {
  const row = {
    failures: failed.failures,
    failure: failed.failure,
    not_before: failed.notBefore.toISOString(),
  };
  await db
    .insertInto('notice_states')
    .values({ incident_id: incident, ...row })
    .onConflict((conflict) => conflict.column('incident_id').doUpdateSet(row))
    .execute();
}
