import type { Level, LevelVersion } from '../guardrails/pod-security/level.ts';
import { checkActions } from './check-actions.ts';
import { checkManifests } from './check-manifests.ts';
import { checkPods } from './check-pods.ts';
import { type CommandLine, type ExitCode, UsageError } from './command-line.ts';

export interface CheckOptions {
  readonly action?: string;
  readonly dump?: string;
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
  const { action, dump, pod, level } = options;
  if (paths.length > 0) {
    if (action !== undefined || pod !== undefined)
      throw new UsageError('check: PATH and --action or --pod exclude each other');
    const format = options.json ? 'json' : options.format;
    return checkManifests({ ...options, paths, format }, command);
  }
  if (options.base !== undefined || options.format === 'github')
    throw new UsageError('check: --base and --format github go with PATH');
  if (action !== undefined && pod !== undefined)
    throw new UsageError('check: --action and --pod exclude each other');
  if (action !== undefined) {
    if (dump === undefined) throw new UsageError('check --action: needs --dump FOLDER to judge against');
    return checkActions({ ...options, action, dump }, command);
  }
  if (pod !== undefined) {
    if (level === undefined) throw new UsageError('check --pod: needs --level baseline or restricted');
    return checkPods({ ...options, pod, level }, command);
  }
  throw new UsageError('check: needs PATH, --action FILE --dump FOLDER, or --pod FILE --level LEVEL');
}
