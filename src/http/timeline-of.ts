import type { LedgerPort, LedgerView } from './ports.ts';

const ENTRIES_SHOWN = 500;

/** The ledger's entries about one incident, oldest first. */
export async function timelineOf(ledger: LedgerPort, incident: string): Promise<readonly LedgerView[]> {
  return ledger.entries({ incident, limit: ENTRIES_SHOWN });
}
