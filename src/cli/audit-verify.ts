import { createReadStream } from 'node:fs';
import type { LedgerFinding } from '../ledger/finding.ts';
import { entriesNamed, judgeHeads } from '../ledger/heads/judge-heads.ts';
import type { SignedHead } from '../ledger/heads/head.ts';
import type { ChainEnd } from '../ledger/link.ts';
import { type LedgerVerification, verifyLedger } from '../ledger/verify.ts';
import { verifyExport } from '../ledger/verify-export.ts';
import { type HeadsOptions, headsOf } from './audit-heads.ts';
import { openLedger } from './audit-ledger.ts';
import { type CommandLine, type ExitCode, exitCodes } from './command-line.ts';
import { unreadable } from './read-files.ts';

export interface AuditVerifyOptions extends HeadsOptions {
  /** A file of `audit export`; the store of `dataDir` unless given. */
  readonly export?: string;
  readonly dataDir: () => string;
  /** The head that somebody noted elsewhere. */
  readonly head?: string;
  readonly json: boolean;
}

type Watch = (end: ChainEnd) => void;

/** `firebreak audit verify`: walks the ledger's chain, in the store or in an export of it, and holds heads against it. */
export async function auditVerify(options: AuditVerifyOptions, command: CommandLine): Promise<ExitCode> {
  const read = await headsOf(options, command);
  const heads = read?.heads ?? [];
  const named = entriesNamed(heads);
  const hashes = new Map<number, string>();
  const watch: Watch = ({ seq, hash }) => {
    if (named.has(seq)) hashes.set(seq, hash);
  };
  const walked =
    options.export === undefined
      ? await verifyStore(options.dataDir(), watch)
      : await verifyFile(options.export, watch);
  const findings = [
    ...findingsOf(walked, options.head),
    // A chain that breaks was not walked to its end: what heads say of what follows is not known.
    ...(walked.ok ? judgeHeads(heads, { end: { seq: walked.entries, hash: walked.head }, hashes }) : []),
    ...(read?.findings ?? []),
  ];
  command.stdout(options.json ? json(walked, heads, findings) : text(walked, heads, findings));
  return findings.length === 0 ? exitCodes.ok : exitCodes.finding;
}

async function verifyStore(dataDir: string, watch: Watch): Promise<LedgerVerification> {
  const store = openLedger(dataDir);
  try {
    return await verifyLedger(store.db, watch);
  } finally {
    await store.close();
  }
}

async function verifyFile(file: string, watch: Watch): Promise<LedgerVerification> {
  const chunks = createReadStream(file) as AsyncIterable<Uint8Array>;
  try {
    return await verifyExport(chunks, watch);
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

/** Whoever can write the whole chain anew makes one that verifies; a head that was noted before it does not. */
function findingsOf(walked: LedgerVerification, expected: string | undefined): readonly LedgerFinding[] {
  if (!walked.ok) {
    const { ok: _not, ...finding } = walked;
    return [finding];
  }
  if (expected === undefined || expected === walked.head) return [];
  const problem = `the head is ${walked.head}, not the one that is expected`;
  return [{ reason: 'audit.unexpected-head', seq: walked.entries, problem }];
}

function json(
  walked: LedgerVerification,
  heads: readonly SignedHead[],
  findings: readonly LedgerFinding[],
): string {
  const [first] = findings;
  const { ok: _walked, ...seen } = walked;
  const newest = newestOf(heads);
  return `${JSON.stringify({
    ok: first === undefined,
    ...(first === undefined ? {} : { seq: first.seq, problem: first.problem }),
    ...(walked.ok ? seen : {}),
    ...(newest === undefined ? {} : { heads: heads.length, newestHead: newest }),
    findings,
  })}\n`;
}

function text(
  walked: LedgerVerification,
  heads: readonly SignedHead[],
  findings: readonly LedgerFinding[],
): string {
  if (findings.length > 0 || !walked.ok) {
    const lines = findings.map(
      ({ seq, problem, reason }) =>
        `the ledger does NOT verify: ${seq === 0 ? '' : `entry ${seq}: `}${problem} (${reason})\n`,
    );
    return lines.join('');
  }
  const { entries, erasedPayloads, head } = walked;
  const chain = `the ledger verifies: ${entries} entries, ${erasedPayloads} payloads erased, head ${head}\n`;
  const newest = newestOf(heads);
  if (newest === undefined)
    return `${chain}without signed heads (--heads, --public-key) a cut end is not seen\n`;
  return `${chain}${heads.length} signed heads agree; the newest is of ${newest.at}, entry ${newest.seq}, key ${newest.keyId}; ${entries - newest.seq} entries came after it\n`;
}

function newestOf(heads: readonly SignedHead[]): SignedHead | undefined {
  return heads.reduce<SignedHead | undefined>(
    (most, head) => (head.seq > (most?.seq ?? 0) ? head : most),
    undefined,
  );
}
