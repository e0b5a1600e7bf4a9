import { loadPolicies, packagedPolicies } from '../guardrails/policies/load-policies.ts';
import { reportView } from '../http/api/pattern-views.ts';
import { createFailureLog } from '../ledger/failure-patterns/failure-log.ts';
import { failureReport } from '../ledger/failure-patterns/report.ts';
import type { MistakeFilter } from '../ledger/failure-patterns/summarize.ts';
import { openLedger } from './audit-ledger.ts';
import { type CommandLine, type ExitCode, exitCodes } from './command-line.ts';
import { patternsText } from './patterns-text.ts';

export interface PatternsOptions extends MistakeFilter {
  readonly dataDir: string;
  /** The packaged ones unless given. */
  readonly policies?: string;
  readonly json: boolean;
}

/** `firebreak patterns`: the mistakes on record by failure pattern, from the data folder alone. */
export async function patterns(
  { dataDir, policies: folder, json, ...filter }: PatternsOptions,
  command: CommandLine,
): Promise<ExitCode> {
  const policies = loadPolicies(folder ?? packagedPolicies);
  const { db, close } = openLedger(dataDir);
  try {
    const log = createFailureLog(db, () => policies);
    const report = await failureReport({ db, log, policies }, filter);
    command.stdout(json ? `${JSON.stringify(reportView(report))}\n` : patternsText(report));
    return exitCodes.ok;
  } finally {
    await close();
  }
}
