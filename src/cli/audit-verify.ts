import { createReadStream } from 'node:fs';
import { type LedgerVerification, verifyLedger } from '../ledger/verify.ts';
import { verifyExport } from '../ledger/verify-export.ts';
import { openLedger } from './audit-ledger.ts';
import { type CommandLine, type ExitCode, exitCodes } from './command-line.ts';
import { unreadable } from './read-files.ts';

export interface AuditVerifyOptions {
  /** A file of `audit export`; the store of `dataDir` unless given. */
  readonly export?: string;
  readonly dataDir: () => string;
  /** The head that somebody noted elsewhere. */
  readonly head?: string;
  readonly json: boolean;
}

/** `firebreak audit verify`: walks the ledger's chain, in the store or in an export of it. */
export async function auditVerify(options: AuditVerifyOptions, command: CommandLine): Promise<ExitCode> {
  const walked =
    options.export === undefined ? await verifyStore(options.dataDir()) : await verifyFile(options.export);
  const result = options.head === undefined ? walked : withHead(walked, options.head);
  if (options.json) command.stdout(`${JSON.stringify(result)}\n`);
  else if (result.ok) {
    command.stdout(
      `the ledger verifies: ${result.entries} entries, ${result.erasedPayloads} payloads erased, head ${result.head}\n`,
    );
  } else command.stdout(`the ledger does NOT verify: entry ${result.seq}: ${result.problem}\n`);
  return result.ok ? exitCodes.ok : exitCodes.finding;
}

async function verifyStore(dataDir: string): Promise<LedgerVerification> {
  const store = openLedger(dataDir);
  try {
    return await verifyLedger(store.db);
  } finally {
    await store.close();
  }
}

async function verifyFile(file: string): Promise<LedgerVerification> {
  const chunks = createReadStream(file) as AsyncIterable<Uint8Array>;
  try {
    return await verifyExport(chunks);
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

/** Whoever can write the whole chain anew makes one that verifies; a head that was noted before it does not. */
function withHead(result: LedgerVerification, head: string): LedgerVerification {
  if (!result.ok || result.head === head) return result;
  return {
    ok: false,
    seq: result.entries,
    problem: `the head is ${result.head}, not the one that is expected`,
  };
}
