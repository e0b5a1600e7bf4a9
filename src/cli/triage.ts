import { messageOf } from '../domain/message-of.ts';
import { refText } from '../domain/objects.ts';
import { openDump, readText } from './read-files.ts';
import { InvalidPayloadError, triageDump } from './triage-dump.ts';
import { type CommandLine, type ExitCode, exitCodes, UsageError } from './command-line.ts';

export interface TriageOptions {
  readonly dump: string;
  readonly alert: string;
  readonly json: boolean;
}

/** `firebreak triage --dump DIR --alert FILE`: evidence and diagnosis without a model. */
export async function triageCommand(options: TriageOptions, command: CommandLine): Promise<ExitCode> {
  const text = options.alert === '-' ? await command.stdin() : readText(options.alert);
  const dump = openDump(options.dump, command);
  const payload = readJson(text, options.alert);
  const document = await triageDump({ dump, payload }).catch((cause: unknown) => {
    throw cause instanceof InvalidPayloadError ? new UsageError(`${options.alert}: ${cause.message}`) : cause;
  });
  if (options.json) {
    command.stdout(`${JSON.stringify(document)}\n`);
    return exitCodes.ok;
  }
  const causes = document.causes.map(
    (cause) =>
      `${cause.rank}. ${cause.cause} on ${refText(cause.object)} (${Math.round(cause.confidence * 100)} %${cause.sure ? ', sure' : ''})\n   ${cause.why} [${cause.evidence.join(', ')}]`,
  );
  const actions = document.actions.map(
    (action) => `${action.action} on ${refText(action.target)} ${JSON.stringify(action.params)}`,
  );
  const { apiCalls, evidenceCharacters } = document.cost;
  command.stdout(
    [
      ...(causes.length === 0 ? ['Nothing in the evidence explains the alert.'] : causes),
      '',
      ...(actions.length === 0
        ? ['No action is proposed.']
        : ['Would propose:', ...actions.map((line) => `  ${line}`)]),
      '',
      ...(document.notes.length === 0 ? [] : [...document.notes, '']),
      `${document.evidence.length} pieces of evidence, ${apiCalls} reads, ${evidenceCharacters} characters`,
      '',
    ].join('\n'),
  );
  return exitCodes.ok;
}

function readJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new UsageError(`${name}: not JSON: ${messageOf(cause)}`);
  }
}
