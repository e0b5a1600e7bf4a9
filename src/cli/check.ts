import type { Level, LevelVersion } from '../guardrails/pod-security/level.ts';
import { checkActions } from './check-actions.ts';
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
  readonly json: boolean;
}

/** `firebreak check`: one of its forms, told by the options. */
export async function check(options: CheckOptions, command: CommandLine): Promise<ExitCode> {
  const { action, dump, pod, level } = options;
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
  throw new UsageError('check: needs --action FILE --dump FOLDER, or --pod FILE --level LEVEL');
}
