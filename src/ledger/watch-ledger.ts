import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Clock } from '../ports/clock.ts';
import type { Schema } from '../store/schema.ts';
import { lastLink } from './append.ts';
import type { LedgerFinding } from './finding.ts';
import { signHead } from './heads/head.ts';
import { appendHead } from './heads/heads-file.ts';
import { entriesNamed, judgeHeads } from './heads/judge-heads.ts';
import { checkingKeyOf, type HeadKey } from './heads/keys.ts';
import { readHeads } from './heads/read-heads.ts';
import type { LedgerState } from './ledger-state.ts';
import type { LedgerLink } from './link.ts';
import { storedLinks } from './stored-links.ts';
import { chainStart, verifyLinks } from './verify.ts';

export interface LedgerWatchOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly cluster: string;
  /** Absent: the chain is verified, and no head is signed. */
  readonly signing?: {
    readonly key: HeadKey;
    readonly file: string;
    /** What the file held at the start. */
    readonly earlier: string;
  };
  /** A head is signed after so many entries, or where there is any new entry after so long. */
  readonly headEntries: number;
  readonly headMilliseconds: number;
  readonly pollMilliseconds: number;
  /** Told of each new state. */
  readonly observe: (state: LedgerState) => void;
}

export interface LedgerWatch {
  state(): LedgerState;
  /** Verifies what is new, and signs it where that is due. */
  look(): Promise<void>;
  /** Signs the last head. */
  stop(): Promise<void>;
}

/**
 * Verifies the ledger as it grows and signs heads of what has verified. Once something is wrong nothing is signed any
 * more: a head must not make a broken chain look whole. Starts with the whole chain and with the heads of earlier runs.
 */
export function watchLedger(options: LedgerWatchOptions): LedgerWatch {
  const { db, clock, logger, signing } = options;
  const stopping = new AbortController();
  // Of heads by a key before this one `audit verify` has to judge, which is given all keys.
  const earlier =
    signing === undefined
      ? { heads: [], findings: [] }
      : readHeads(signing.earlier, [checkingKeyOf(signing.key)]);
  const named = entriesNamed(earlier.heads);
  const hashes = new Map<number, string>();
  let end = chainStart;
  let state: LedgerState = {
    seq: 0,
    findings: [],
    ...(signing === undefined ? {} : { keyId: signing.key.id }),
  };
  let running: Promise<void> = Promise.resolve();

  const tell = (changes: Partial<LedgerState>) => {
    state = { ...state, ...changes };
    options.observe(state);
  };
  const stopAt = (findings: readonly LedgerFinding[]) => {
    tell({ findings });
    for (const finding of findings) logger.error({ finding }, 'the ledger does not verify');
  };

  const verifyNew = async (): Promise<boolean> => {
    const last = await lastLink(db);
    if (last.seq < end.seq) {
      const problem = `the ledger ends at entry ${last.seq}, but it held ${end.seq} while this service ran`;
      stopAt([{ reason: 'audit.cut-tail', seq: last.seq + 1, problem }]);
      return false;
    }
    if (last.seq === end.seq && last.hash !== end.hash) {
      const problem = `entry ${last.seq} had another hash while this service ran`;
      stopAt([{ reason: 'audit.rewritten', seq: last.seq, problem }]);
      return false;
    }
    const walked = await verifyLinks(whileRunning(storedLinks(db, end.seq), stopping.signal), end, (link) => {
      end = link;
      if (named.has(link.seq)) hashes.set(link.seq, link.hash);
    });
    if (!walked.ok) {
      const { ok: _not, ...finding } = walked;
      stopAt([finding]);
      return false;
    }
    if (stopping.signal.aborted && end.seq < last.seq) return false;
    if (state.verifiedAt === undefined) {
      const denied = [...judgeHeads(earlier.heads, { end, hashes }), ...earlier.findings.filter(isOfThisKey)];
      if (denied.length > 0) stopAt(denied);
    }
    tell({ seq: end.seq, verifiedAt: clock.now().toISOString() });
    return state.findings.length === 0;
  };

  const sign = ({ key, file }: { key: HeadKey; file: string }) => {
    const [at, ledger] = [clock.now().toISOString(), hashes.get(1)];
    if (ledger === undefined) return;
    const head = signHead({ cluster: options.cluster, ledger, seq: end.seq, hash: end.hash, at }, key);
    logger.info({ ledgerHead: head }, 'ledger head signed');
    appendHead(file, head);
    tell({ signedHead: { seq: head.seq, at } });
  };

  const isDue = (last: LedgerState['signedHead']): boolean => {
    // The first head of a run tells of the start.
    if (last === undefined || stopping.signal.aborted) return end.seq > (last?.seq ?? 0);
    const age = clock.now().getTime() - Date.parse(last.at);
    return (
      end.seq - last.seq >= options.headEntries || (end.seq > last.seq && age >= options.headMilliseconds)
    );
  };

  const look = async () => {
    if (state.findings.length > 0 || !(await verifyNew())) return;
    if (signing !== undefined && isDue(state.signedHead)) sign(signing);
  };
  const lookInTurn = () => {
    running = running.then(look).catch((cause: unknown) => {
      logger.error({ err: cause }, 'the ledger could not be verified or its head not be published');
    });
    return running;
  };
  const timer = setInterval(() => void lookInTurn(), options.pollMilliseconds);
  void lookInTurn();
  return {
    state: () => state,
    look: lookInTurn,
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await lookInTurn();
    },
  };
}

function isOfThisKey({ reason }: LedgerFinding): boolean {
  return reason === 'audit.head-forged' || reason === 'audit.head-unreadable';
}

/** A walk that has long to go is not waited for by a service that stops. */
async function* whileRunning(
  links: AsyncIterable<LedgerLink>,
  signal: AbortSignal,
): AsyncGenerator<LedgerLink> {
  let afterStop = 0;
  for await (const link of links) {
    if (signal.aborted) afterStop += 1;
    if (afterStop > mostAfterStop) return;
    yield link;
  }
}

/** Entries that are still verified and signed once the service was told to stop. */
const mostAfterStop = 20_000;
