import { findingText } from '../diagnosis/runbook.ts';
import { lintRunbooks } from '../diagnosis/runbook-lint.ts';
import { packagedRunbooks, readable, readRunbooks } from '../diagnosis/runbooks.ts';
import { showInvisible } from '../evidence/text/visible-text.ts';
import { type CommandLine, type ExitCode, exitCodes, UsageError } from './command-line.ts';

export interface RunbookLintOptions {
  readonly json: boolean;
}

/** `firebreak runbook lint DIR`: every finding with file, line and mend; 1 where there is one. */
export async function runbookLint(
  folder: string = packagedRunbooks,
  { json }: RunbookLintOptions,
  command: CommandLine,
): Promise<ExitCode> {
  const parsed = readRunbooks(folder);
  if (parsed.length === 0) throw new UsageError(`${folder}: holds no runbook; name a folder of *.md files`);
  const unreadable = parsed.flatMap((result) => ('findings' in result ? result.findings : []));
  const findings = [...unreadable, ...lintRunbooks(readable(parsed))];
  command.stdout(
    json
      ? `${JSON.stringify({ runbooks: parsed.length, findings })}\n`
      : showInvisible(
          [...findings.map(findingText), `${parsed.length} runbooks, ${findings.length} findings`, ''].join(
            '\n',
          ),
        ),
  );
  return findings.length > 0 ? exitCodes.finding : exitCodes.ok;
}
