import { layers, type Verdict } from '../domain/verdict.ts';
import { redact } from '../evidence/text/redact.ts';
import { guardrails } from '../guardrails/index.ts';
import { judgeAction } from '../guardrails/judge-action.ts';
import { judgeUnseen } from '../guardrails/judge-unseen.ts';
import { loadPolicies, packagedPolicies } from '../guardrails/policies/load-policies.ts';
import { type ParsedKubectl, parseKubectl } from '../kubectl/parse-kubectl.ts';
import { actionResultText } from './action-text.ts';
import { type CommandLine, type ExitCode, exitCodes } from './command-line.ts';
import { openDump } from './read-files.ts';
import { resultText } from './result-text.ts';

export interface CheckKubectlOptions {
  /** One kubectl command line. */
  readonly kubectl: string;
  readonly dump?: string;
  readonly policies?: string;
  readonly cluster: string;
  /** Where namespaced objects are without `-n`. */
  readonly namespace: string;
  readonly json: boolean;
}

type Result = Awaited<ReturnType<typeof judgeUnseen>>;

/** What a refusal repeats of the command line, in characters. */
const longestRepeat = 2_000;

/** `firebreak check --kubectl 'kubectl …'`: the guardrails on what a command line means, one result an action. */
export async function checkKubectl(options: CheckKubectlOptions, command: CommandLine): Promise<ExitCode> {
  const parsed = parseKubectl(options.kubectl, { cluster: options.cluster, namespace: options.namespace });
  if (!parsed.ok || parsed.readOnly) {
    const result = await resultOf(parsed, options.kubectl);
    const { kubectl, outcome, verdicts } = result;
    const title = kubectl.replaceAll('\n', ' ');
    command.stdout(
      options.json ? `${JSON.stringify(result)}\n` : `${resultText(title, { outcome, verdicts })}\n`,
    );
    return outcome === 'refuse' ? exitCodes.finding : exitCodes.ok;
  }
  const judge = createJudge(options, command);
  let refused = false;
  for (const input of parsed.actions) {
    const result = await judge(input);
    refused ||= result.outcome === 'refuse';
    command.stdout(actionResultText(result, options.json));
  }
  return refused ? exitCodes.finding : exitCodes.ok;
}

/** The line of a command that changes nothing, or that is not read. */
async function resultOf(parsed: Exclude<ParsedKubectl, { readOnly: false }>, text: string) {
  if (parsed.ok) {
    const kubectl = await redact(text);
    return { action: null, kubectl, readOnly: true, outcome: 'pass', verdicts: [] } as const;
  }
  const { reason, message, remedy } = parsed;
  const verdicts = layers.map(
    (layer): Verdict =>
      layer === 'allowlist'
        ? { layer, outcome: 'refuse', reason, message, ...(remedy === undefined ? {} : { remedy }) }
        : { layer, outcome: 'skipped', reason, message: 'there is nothing to judge' },
  );
  const kubectl = await redact(text.slice(0, longestRepeat));
  return { action: null, kubectl, outcome: 'refuse', verdicts } as const;
}

function createJudge(
  options: CheckKubectlOptions,
  command: CommandLine,
): (input: unknown) => Promise<Result> {
  const dump = options.dump === undefined ? undefined : openDump(options.dump, command);
  const setting = {
    guardrails,
    policies: loadPolicies(options.policies ?? packagedPolicies),
    clusterName: options.cluster,
    now: dump?.takenAt ?? new Date(),
    layerTimeoutMilliseconds: 30_000,
  };
  if (dump === undefined) return (input) => judgeUnseen(input, setting);
  const at = setting.now.toISOString();
  return (input) =>
    judgeAction(
      { input, marker: 'check', at, provisional: () => false },
      { ...setting, cluster: dump.cluster, mode: 'check' },
    );
}
