import { refText } from '../domain/objects.ts';
import { checkPodDocuments } from '../guardrails/pod-security/check-pod-documents.ts';
import type { Level, LevelVersion } from '../guardrails/pod-security/level.ts';
import { UnreadableManifestError } from '../manifests/manifest.ts';
import { yamlDocuments } from '../manifests/yaml-documents.ts';
import { readText } from './read-files.ts';
import { type CommandLine, type ExitCode, exitCodes, UsageError } from './command-line.ts';
import { resultText } from './result-text.ts';

export interface CheckPodsOptions {
  readonly pod: string;
  readonly level: Level;
  readonly version: LevelVersion;
  readonly json: boolean;
}

/** `firebreak check --pod FILE --level L`: the Pod Security evaluator alone, one result a document. */
export async function checkPods(options: CheckPodsOptions, command: CommandLine): Promise<ExitCode> {
  const text = options.pod === '-' ? await command.stdin() : readText(options.pod);
  const results = checkPodDocuments(text, options.pod, options.level, options.version);
  if (results.length === 0) throw new UsageError(`${options.pod}: holds no document`);
  if (results.every(({ object }) => object === null)) refuseUnreadable(text, options.pod);
  for (const result of results) {
    const title = result.object === null ? 'an unreadable document' : refText(result.object);
    command.stdout(options.json ? `${JSON.stringify(result)}\n` : `${resultText(title, result)}\n`);
  }
  return results.some((result) => result.outcome === 'refuse') ? exitCodes.finding : exitCodes.ok;
}

/** An invalid document among others is a result; a file that is no YAML at all is none. */
function refuseUnreadable(text: string, file: string): void {
  try {
    yamlDocuments(text, file);
  } catch (cause) {
    throw cause instanceof UnreadableManifestError ? new UsageError(cause.message) : cause;
  }
}
