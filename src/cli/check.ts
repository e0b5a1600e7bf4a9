import type { Level, LevelVersion } from '../guardrails/pod-security/level.ts';
import { checkActions } from './check-actions.ts';
import { checkKubectl } from './check-kubectl.ts';
import { checkManifests } from './check-manifests.ts';
import { checkPods } from './check-pods.ts';
import { type CommandLine, type ExitCode, UsageError } from './command-line.ts';

export interface CheckOptions {
  readonly action?: string;
  readonly dump?: string;
  readonly kubectl?: string;
  readonly policies?: string;
  readonly cluster: string;
  readonly pod?: string;
  readonly level?: Level;
  readonly version: LevelVersion;
  readonly base?: string;
  readonly namespace: string;
  readonly format: 'text' | 'json' | 'github';
  readonly json: boolean;
}

/** `firebreak check`: one of its forms, told by the options. */
export async function check(
  paths: readonly string[],
  given: CheckOptions,
  command: CommandLine,
): Promise<ExitCode> {
  const options = { ...given, json: given.json || given.format === 'json' };
  const { action, dump, kubectl, pod, level } = options;
  const forms = [paths.length > 0 || undefined, action, kubectl, pod];
  if (forms.filter((form) => form !== undefined).length > 1)
    throw new UsageError('check: PATH, --action, --kubectl and --pod exclude each other');
  if (paths.length > 0) {
    const format = options.json ? 'json' : options.format;
    return checkManifests({ ...options, paths, format }, command);
  }
  if (options.base !== undefined || options.format === 'github')
    throw new UsageError('check: --base and --format github go with PATH');
  if (kubectl !== undefined) return checkKubectl({ ...options, kubectl }, command);
  if (action !== undefined) {
    if (dump === undefined) throw new UsageError('check --action: needs --dump FOLDER to judge against');
    return checkActions({ ...options, action, dump }, command);
  }
  if (pod !== undefined) {
    if (level === undefined) throw new UsageError('check --pod: needs --level baseline or restricted');
    return checkPods({ ...options, pod, level }, command);
  }
  throw new UsageError(
    "check: needs PATH, --action FILE --dump FOLDER, --kubectl 'kubectl …', or --pod FILE --level LEVEL",
  );
}
