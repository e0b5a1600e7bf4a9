import type { Command } from 'commander';
import type { ProgramContext } from './program-context.ts';
import { runbookLint } from './runbook-lint.ts';

/** `firebreak runbook …`: what people have written down about alerts. */
export function addRunbookCommands(program: Command, { path, done, command }: ProgramContext): void {
  const runbook = program.command('runbook').description('what people have written down about alerts');
  runbook
    .command('lint')
    .description(
      'what is wrong with the runbooks in DIR, one line a finding; docs/runbooks.md tells the format',
    )
    .argument('[dir]', 'folder of runbooks; the packaged ones unless given', path)
    .option('--json', 'one JSON document', false)
    .action((folder: string | undefined, options: Parameters<typeof runbookLint>[1]) =>
      done(runbookLint(folder, options, command)),
    );
}
