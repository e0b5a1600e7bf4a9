import { guardrails } from '../guardrails/index.ts';
import { judgeAction, type JudgeSetting } from '../guardrails/judge-action.ts';
import { loadPolicies, packagedPolicies } from '../guardrails/policies/load-policies.ts';
import { readActionDocuments } from './action-documents.ts';
import { actionResultText } from './action-text.ts';
import { type CommandLine, type ExitCode, exitCodes } from './command-line.ts';
import { linesOf } from './lines.ts';
import { fileChunks, openDump } from './read-files.ts';

export interface CheckActionsOptions {
  /** `-` for stdin. */
  readonly action: string;
  readonly dump: string;
  readonly policies?: string;
  readonly cluster: string;
  readonly json: boolean;
}

/** `firebreak check --action FILE --dump DIR`: the guardrails that need no live API server, one result an action. */
export async function checkActions(options: CheckActionsOptions, command: CommandLine): Promise<ExitCode> {
  const chunks = options.action === '-' ? command.stdinChunks() : fileChunks(options.action);
  const documents = readActionDocuments(linesOf(chunks), options.action === '-' ? 'stdin' : options.action);
  const dump = openDump(options.dump, command);
  const setting: JudgeSetting = {
    guardrails,
    cluster: dump.cluster,
    mode: 'check',
    policies: loadPolicies(options.policies ?? packagedPolicies),
    clusterName: options.cluster,
    now: dump.takenAt ?? new Date(),
    layerTimeoutMilliseconds: 30_000,
  };
  let refused = false;
  for await (const document of documents) {
    const input = 'value' in document ? document.value : document.text;
    const result = await judgeAction(
      { input, marker: 'check', at: setting.now.toISOString(), provisional: () => false },
      setting,
    );
    refused ||= result.outcome === 'refuse';
    command.stdout(actionResultText(result, options.json));
  }
  return refused ? exitCodes.finding : exitCodes.ok;
}
