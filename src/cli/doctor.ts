import { examinations } from '../compose/doctor.ts';
import { sendTestAlert } from '../compose/test-alert.ts';
import { describeConfig, loadConfig } from '../config.ts';
import type { Check } from '../doctor/check.ts';
import { showInvisible } from '../evidence/text/visible-text.ts';
import { type CommandLine, type ExitCode, exitCodes } from './command-line.ts';

export interface DoctorOptions {
  readonly config?: string;
  readonly testAlert: boolean;
  /** Beside those of the test alert. */
  readonly testLabel?: Readonly<Record<string, string>>;
  readonly json: boolean;
}

/** `firebreak doctor`: what is reachable, permitted and missing, one line each with the mend. */
export async function doctor(options: DoctorOptions, command: CommandLine): Promise<ExitCode> {
  const config = loadConfig(command.environment, options.config ?? command.environment['FIREBREAK_CONFIG']);
  const settings = describeConfig(config);
  const checks: Check[] = [];
  for (const examination of examinations(config, command)) checks.push(...(await examination.run()));
  if (options.testAlert)
    checks.push(...(await sendTestAlert(config, options.testLabel ?? {}, command.signal)));
  if (options.json) command.stdout(`${JSON.stringify({ settings, checks })}\n`);
  else command.stdout(doctorText(settings, checks));
  if (checks.some(({ status }) => status === 'unreachable')) return exitCodes.unreachable;
  return checks.some(({ status }) => status === 'finding') ? exitCodes.finding : exitCodes.ok;
}

const marks = { ok: '✓', note: '·', finding: '✗', unreachable: '?' } as const;

function doctorText(settings: ReturnType<typeof describeConfig>, checks: readonly Check[]): string {
  const wide = Math.max(...settings.map(({ env }) => env.length));
  return showInvisible(
    [
      ...settings.map(({ env, value, source }) => `  ${env.padEnd(wide)}  ${value || '-'}  (${source})`),
      '',
      ...checks.map(
        ({ name, status, message, mend }) =>
          `${marks[status]} ${name}: ${message}${mend === undefined ? '' : `; mend: ${mend}`}`,
      ),
      '',
    ].join('\n'),
  );
}
