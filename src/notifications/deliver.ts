import type { Kysely } from 'kysely';
import { canonicalJson, sha256 } from '../domain/canonical.ts';
import { type Chat, ChatError, type Notice, type NoticeAddress } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import { readIncident } from '../store/incidents.ts';
import {
  type BehindIncident,
  forgetShown,
  forgetThread,
  markShown,
  readNoticeState,
  type NoticeScope,
  readShown,
  type ShownNotice,
  storeShown,
} from '../store/notices.ts';
import { isStopped } from '../store/stop-switch.ts';
import type { Schema } from '../store/schema.ts';

export interface DeliverPorts {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly chat: Chat;
}

/** What one call to the chat came to; `nothing`: it shows the incident already. */
export type Delivered = 'nothing' | 'posted' | 'found' | 'updated' | 'forgotten';

/**
 * Brings the chat one call nearer to what the incident is. That a post is tried is stored before it, and its timestamp
 * after it; where a crash or a lost answer left no timestamp, the chat is searched before anything is posted again.
 * Throws `ChatError`.
 */
export async function deliver(
  behind: BehindIncident,
  scope: NoticeScope,
  ports: DeliverPorts,
): Promise<Delivered> {
  const { db, chat } = ports;
  const incident = await readIncident(db, behind.id);
  const notices = incident === undefined ? [] : chat.notices(incident, { stopped: await isStopped(db) });
  const shown = new Map((await readShown(db, behind.id)).map((each) => [each.part, each]));
  const [message] = notices;
  const { failures } = await readNoticeState(db, behind.id);
  const thread = message === undefined ? undefined : (shown.get(message.part)?.timestamp ?? undefined);
  const next = notices
    .filter((notice) => scopeOf(notice, message) === scope && (notice === message || thread !== undefined))
    .find((notice) => !isShown(notice, shown.get(notice.part)));
  if (incident === undefined || next === undefined) {
    await markShown(db, behind, scope);
    return 'nothing';
  }
  const below = next === message || thread === undefined ? {} : { thread };
  const address: NoticeAddress = { incident: behind.id, part: next.part, ...below };
  try {
    return await bring(
      failures > 0 ? inPlainWords(next) : next,
      hashOf(next),
      address,
      shown.get(next.part),
      ports,
    );
  } catch (cause) {
    if (!(cause instanceof ChatError) || cause.kind !== 'gone') throw cause;
    // Somebody deleted it: what is still true is said again.
    if (cause.code === 'thread_not_found' || next === message) await forgetThread(db, behind.id);
    else await forgetShown(db, behind.id, next.part);
    return 'forgotten';
  }
}

/** What asks people goes with the incident's own message; the rest of the thread when nothing is more urgent. */
function scopeOf(notice: Notice, message: Notice | undefined): NoticeScope {
  return notice === message || notice.urgent === true ? 'message' : 'thread';
}

/** A post without an answer may still be made: a chat that is slow makes it when we have long hung up. */
const onItsWayMilliseconds = 30_000;

async function bring(
  { body, part }: Notice,
  content: string,
  address: NoticeAddress,
  shown: ShownNotice | undefined,
  { db, clock, chat }: DeliverPorts,
): Promise<Delivered> {
  const { incident } = address;
  const store = (timestamp: string | null, triedAt: string) =>
    storeShown(db, incident, { part, timestamp, content, triedAt });
  if (shown?.timestamp != null) {
    // A file stays as it was posted: another text is another part.
    if (body.kind !== 'file') await chat.update(shown.timestamp, address, body);
    await store(shown.timestamp, shown.triedAt);
    return 'updated';
  }
  if (shown !== undefined) {
    const found = await chat.find(address, body, new Date(shown.triedAt));
    if (found !== undefined) {
      // What was posted may be older than what is true now; the next look updates it.
      await storeShown(db, incident, { ...shown, timestamp: found });
      return 'found';
    }
    const left = Date.parse(shown.triedAt) + onItsWayMilliseconds - clock.now().getTime();
    if (left > 0) throw new ChatError('busy', 'outcome_unknown', { retryAfterMilliseconds: left });
  }
  const triedAt = clock.now().toISOString();
  await store(null, triedAt);
  try {
    await store(await chat.post(address, body), triedAt);
    return 'posted';
  } catch (cause) {
    // Only a lost answer leaves it open whether the post was made.
    const isKnown = cause instanceof ChatError && cause.kind !== 'unreachable';
    if (isKnown) await forgetShown(db, incident, part);
    throw cause;
  }
}

/** What was refused for its form still gets through in a few words. */
function inPlainWords(notice: Notice): Notice {
  const { body } = notice;
  return body.kind === 'message' ? { ...notice, body: { kind: 'plain', text: body.plain } } : notice;
}

function isShown(notice: Notice, shown: ShownNotice | undefined): boolean {
  return shown?.timestamp != null && shown.content === hashOf(notice);
}

function hashOf({ body }: Notice): string {
  return sha256(canonicalJson(body));
}
