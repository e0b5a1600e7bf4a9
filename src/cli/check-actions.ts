import { createReadStream, readFileSync } from 'node:fs';
import { readDump } from '../adapters/dump/read-dump.ts';
import { messageOf } from '../domain/message-of.ts';
import { refText } from '../domain/objects.ts';
import { guardrails } from '../guardrails/index.ts';
import { judgeAction, type JudgeSetting } from '../guardrails/judge-action.ts';
import { loadPolicies, packagedPolicies } from '../guardrails/policies/load-policies.ts';
import { readActionDocuments } from './action-documents.ts';
import { type CommandLine, type ExitCode, exitCodes, UsageError } from './command-line.ts';
import { linesOf } from './lines.ts';
import { resultText } from './result-text.ts';

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
  const dump = openDump(options.dump);
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
    const { action, outcome, verdicts } = await judgeAction(
      { input, marker: 'check', at: setting.now.toISOString(), provisional: () => false },
      setting,
    );
    refused ||= outcome === 'refuse';
    command.stdout(
      options.json
        ? `${JSON.stringify({ action, outcome, verdicts })}\n`
        : `${resultText(titleOf(action), { outcome, verdicts })}\n`,
    );
  }
  return refused ? exitCodes.finding : exitCodes.ok;
}

/** How people read an action, whatever was given for one. */
export function titleOf(action: unknown): string {
  const named = action as {
    action?: unknown;
    target?: { kind?: unknown; namespace?: unknown; name?: unknown };
  } | null;
  const { kind, namespace, name } = named?.target ?? {};
  if (typeof named?.action !== 'string' || typeof kind !== 'string' || typeof name !== 'string')
    return 'an unreadable action';
  return `${named.action} ${refText({ kind, name, ...(typeof namespace === 'string' ? { namespace } : {}) })}`;
}

/** A file as it is read. Throws `UsageError` where it cannot be. */
export async function* fileChunks(file: string): AsyncGenerator<string> {
  try {
    yield* createReadStream(file, 'utf8') as AsyncIterable<string>;
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

/** The text of a file; a clear word where it cannot be read. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

function unreadable(file: string, cause: unknown): UsageError {
  return new UsageError(`${file}: cannot be read: ${messageOf(cause)}`);
}

/** A dump; a clear word where the folder cannot be read. */
export function openDump(folder: string): ReturnType<typeof readDump> {
  try {
    return readDump(folder);
  } catch (cause) {
    throw new UsageError(`${folder}: cannot be read as a dump: ${messageOf(cause)}`);
  }
}
