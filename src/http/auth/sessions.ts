import { createHash, createHmac } from 'node:crypto';
import type { Caller } from '../../domain/decision.ts';
import type { Clock } from '../../ports/clock.ts';
import { sameSecret } from './constant-time.ts';
import type { Session, SessionEnd, SessionStore } from './session-store.ts';

const LIFETIME_MILLISECONDS = 12 * 60 * 60 * 1000;
const ID_BYTES = 32;

/** What a way in found out about somebody. */
export type SignedIn = Omit<Session, 'idHash' | 'createdAt' | 'expiresAt'>;

/** Random bytes that nobody can guess, such as node:crypto's `randomBytes`. */
export type RandomBytes = (size: number) => Buffer;

export interface OpenSession {
  /** The cookie's value; leaves the server only in the Set-Cookie header. */
  readonly id: string;
  readonly session: Session;
}

interface SessionRules {
  /** 12 hours unless told. */
  readonly milliseconds?: number | undefined;
  /** The session as it stands now; undefined where the person has no place any more. */
  readonly standing?: (session: Session) => Session | undefined;
}

/** Sessions named by a random id of which only the hash is kept. */
export class Sessions {
  readonly #store: SessionStore;
  readonly #clock: Clock;
  readonly #random: RandomBytes;

  readonly #milliseconds: number;
  readonly #standing: (session: Session) => Session | undefined;

  constructor(store: SessionStore, clock: Clock, random: RandomBytes, rules: SessionRules = {}) {
    this.#store = store;
    this.#clock = clock;
    this.#random = random;
    this.#milliseconds = rules.milliseconds ?? LIFETIME_MILLISECONDS;
    this.#standing = rules.standing ?? ((session) => session);
  }

  async open(who: SignedIn): Promise<OpenSession> {
    const id = this.#random(ID_BYTES).toString('base64url');
    const now = this.#clock.now();
    const session = Object.freeze({
      idHash: hashOf(id),
      ...who,
      createdAt: now.toISOString(),
      expiresAt: new Date(now.getTime() + this.#milliseconds).toISOString(),
    });
    await this.#store.create(session);
    return { id, session };
  }

  /** The session of a cookie's value as it stands now, unless it is unknown, revoked or over. */
  async find(id: string): Promise<OpenSession | undefined> {
    const session = await this.#store.find(hashOf(id));
    if (session === undefined) return undefined;
    if (Date.parse(session.expiresAt) <= this.#clock.now().getTime()) return undefined;
    const standing = this.#standing(session);
    return standing === undefined ? undefined : { id, session: standing };
  }

  /** Those that are open now, the newest first. */
  async list(): Promise<readonly Session[]> {
    const now = this.#clock.now().toISOString();
    return (await this.#store.list())
      .filter(({ expiresAt }) => expiresAt > now)
      .flatMap((session) => this.#standing(session) ?? [])
      .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  }

  /** Ends those of the open sessions that are meant, on record, and says which. */
  async end(meant: (session: Session) => boolean, by: Caller): Promise<readonly Session[]> {
    const ending = (await this.list()).filter(meant);
    if (ending.length > 0) await this.#store.end(ending, by, 'revoked');
    return ending;
  }

  /** The stored name of a cookie's session. */
  hashOf(id: string): string {
    return hashOf(id);
  }

  /** Ends the session of a cookie's value for whom it is, whatever its standing. */
  async close(id: string, why: Exclude<SessionEnd, 'revoked'>, from: string): Promise<void> {
    const session = await this.#store.find(hashOf(id));
    if (session === undefined) return;
    const by = { kind: 'person', name: session.person, via: session.via, from } as const;
    await this.#store.end([session], by, why);
  }
}

/**
 * The token that every form of a session carries. Whoever reads it from a page cannot get back to the cookie, and
 * another site cannot make it.
 */
export function formToken(sessionId: string): string {
  return createHmac('sha256', sessionId).update('firebreak form').digest('base64url');
}

export function isFormToken(given: string | undefined, sessionId: string): boolean {
  return sameSecret(given ?? '', formToken(sessionId));
}

function hashOf(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}
