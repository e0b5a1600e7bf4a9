import { recordedCluster } from '../adapters/dump/recorded-cluster.ts';
import { showInvisible } from '../evidence/text/visible-text.ts';
import { explainAction, type ExplainedAction, type ExplainSetting } from '../guardrails/explain-action.ts';
import { loadPolicies, packagedPolicies } from '../guardrails/policies/load-policies.ts';
import { readActionDocuments } from './action-documents.ts';
import { titleOf } from './action-text.ts';
import { type CommandLine, type ExitCode, exitCodes } from './command-line.ts';
import { fileChunks, openDump } from './read-files.ts';
import { linesOf } from './lines.ts';
import { resultText } from './result-text.ts';

export interface PolicyExplainOptions {
  /** `-` for stdin. */
  readonly action: string;
  readonly dump?: string;
  readonly policies?: string;
  readonly cluster: string;
  readonly json: boolean;
}

/** `firebreak policy explain`: which rule decides on an action and where it stands; of every other rule why not. */
export async function policyExplain(options: PolicyExplainOptions, command: CommandLine): Promise<ExitCode> {
  const chunks = options.action === '-' ? command.stdinChunks() : fileChunks(options.action);
  const documents = readActionDocuments(linesOf(chunks), options.action === '-' ? 'stdin' : options.action);
  const dump = options.dump === undefined ? undefined : openDump(options.dump, command);
  const setting: ExplainSetting = {
    cluster: dump?.cluster ?? recordedCluster([]),
    clusterKnown: dump !== undefined,
    mode: 'check',
    policies: loadPolicies(options.policies ?? packagedPolicies),
    clusterName: options.cluster,
    now: dump?.takenAt ?? new Date(),
  };
  let refused = false;
  for await (const document of documents) {
    const explained = await explainAction('value' in document ? document.value : document.text, setting);
    refused ||= explained.verdict.outcome === 'refuse';
    command.stdout(options.json ? `${JSON.stringify(explained)}\n` : explanationText(explained));
  }
  return refused ? exitCodes.finding : exitCodes.ok;
}

const words = {
  matches: 'matches',
  'other-action': 'not about this action',
  'other-object': 'not about this object',
  'out-of-bounds': 'out of bounds',
  condition: 'condition does not hold',
} as const;

function explanationText({ action, verdict, rules }: ExplainedAction): string {
  const lines = rules.map(
    ({ rule, effect, result, why }) =>
      `  ${result === 'matches' ? '●' : '○'} ${effect.padEnd(5)} ${rule}: ${words[result]}: ${why}`,
  );
  const head = resultText(titleOf(action), { outcome: verdict.outcome, verdicts: [verdict] });
  return showInvisible([head, ...(lines.length === 0 ? [] : ['  rules:', ...lines, '']), ''].join('\n'));
}
