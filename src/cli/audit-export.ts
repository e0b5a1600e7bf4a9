import { exportLines } from '../ledger/export.ts';
import { storedLinks } from '../ledger/stored-links.ts';
import { openLedger } from './audit-ledger.ts';
import { type CommandLine, type ExitCode, exitCodes } from './command-line.ts';

/** `firebreak audit export`: the whole ledger as JSON Lines on stdout. */
export async function auditExport(
  { dataDir }: { readonly dataDir: string },
  command: CommandLine,
): Promise<ExitCode> {
  const store = openLedger(dataDir);
  try {
    for await (const line of exportLines(storedLinks(store.db))) command.stdout(line);
    return exitCodes.ok;
  } finally {
    await store.close();
  }
}
