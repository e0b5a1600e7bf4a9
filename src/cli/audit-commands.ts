import type { Command } from 'commander';
import { loadConfig } from '../config.ts';
import { headsFileOf } from '../ledger/heads/heads-file.ts';
import { auditExport } from './audit-export.ts';
import { auditKeygen } from './audit-keygen.ts';
import { auditVerify } from './audit-verify.ts';
import { collectPaths } from './collect-paths.ts';
import type { ProgramContext } from './program-context.ts';

interface VerifyOptions {
  readonly dataDir?: string;
  readonly export?: string;
  readonly head?: string;
  readonly heads?: string;
  readonly publicKey?: readonly string[];
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
    .option(
      '--heads <file>',
      "signed heads to hold the chain against, JSON Lines; - for stdin; the data folder's unless given",
      path,
    )
    .option('--public-key <file...>', 'the keys that the heads may be signed by', collectPaths(path))
    .option('--json', 'one JSON document', false)
    .action(({ dataDir, ...options }: VerifyOptions) => {
      const ownHeads = () => headsFileOf(loadConfig(command.environment).settings, dataDirOf(dataDir));
      const own = options.export === undefined ? { ownHeads } : {};
      return done(auditVerify({ ...options, ...own, dataDir: () => dataDirOf(dataDir) }, command));
    });
  audit
    .command('export')
    .description('the whole ledger as JSON Lines: entries, hashes, payloads, and a last line about the whole')
    .option('--data-dir <folder>', 'also FIREBREAK_DATA_DIR', path)
    .action(({ dataDir }: { dataDir?: string }) =>
      done(auditExport({ dataDir: dataDirOf(dataDir) }, command)),
    );
  audit
    .command('keygen')
    .description('make an Ed25519 key for signing heads of the ledger, and <file>.pub that checks them')
    .argument('<file>', 'where to write it; nothing is replaced', path)
    .action((file: string) => done(auditKeygen(file, command)));
}
