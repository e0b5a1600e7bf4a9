import type { Command } from 'commander';
import { loadConfig } from '../config.ts';
import { auditExport } from './audit-export.ts';
import { auditVerify } from './audit-verify.ts';
import type { ProgramContext } from './program-context.ts';

interface VerifyOptions {
  readonly dataDir?: string;
  readonly export?: string;
  readonly head?: string;
  readonly json: boolean;
}

/** `firebreak audit …`: the ledger. */
export function addAuditCommands(program: Command, { path, done, command }: ProgramContext): void {
  const dataDirOf = (given: string | undefined) =>
    given ?? path(loadConfig(command.environment).settings.dataDir);
  const audit = program.command('audit').description('the ledger');
  audit
    .command('verify')
    .description("walk the ledger's chain, in the store or in an export of it")
    .option('--data-dir <folder>', 'also FIREBREAK_DATA_DIR', path)
    .option('--export <file>', 'what `audit export` wrote; no store is needed', path)
    .option('--head <hash>', 'the head that the chain has to end in, as noted elsewhere')
    .option('--json', 'one JSON document', false)
    .action(({ dataDir, ...options }: VerifyOptions) =>
      done(auditVerify({ ...options, dataDir: () => dataDirOf(dataDir) }, command)),
    );
  audit
    .command('export')
    .description('the whole ledger as JSON Lines: entries, hashes, payloads, and a last line about the whole')
    .option('--data-dir <folder>', 'also FIREBREAK_DATA_DIR', path)
    .action(({ dataDir }: { dataDir?: string }) =>
      done(auditExport({ dataDir: dataDirOf(dataDir) }, command)),
    );
}
