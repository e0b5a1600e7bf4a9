import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { verifyLedger } from '../ledger/verify.ts';
import { openStoreForReading } from '../store/sqlite.ts';
import { type CommandLine, type ExitCode, exitCodes, UsageError } from './command-line.ts';

/** `firebreak audit verify`: walks the ledger's chain, beside a running service or without one. */
export async function auditVerify(
  options: { readonly dataDir: string; readonly json: boolean },
  command: CommandLine,
): Promise<ExitCode> {
  if (!existsSync(join(options.dataDir, 'firebreak.db'))) {
    throw new UsageError(`${options.dataDir}: holds no Firebreak store; set FIREBREAK_DATA_DIR`);
  }
  const store = openStoreForReading(options.dataDir);
  try {
    const result = await verifyLedger(store.db);
    if (options.json) command.stdout(`${JSON.stringify(result)}\n`);
    else if (result.ok) {
      command.stdout(
        `the ledger verifies: ${result.entries} entries, ${result.erasedPayloads} payloads erased, head ${result.head}\n`,
      );
    } else command.stdout(`the ledger does NOT verify: entry ${result.seq}: ${result.problem}\n`);
    return result.ok ? exitCodes.ok : exitCodes.finding;
  } finally {
    await store.close();
  }
}
