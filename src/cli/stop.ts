import { z } from 'zod';
import { type CommandLine, type ExitCode, exitCodes } from './command-line.ts';
import { serviceClient, type ServiceOptions } from './service-client.ts';

export const switchPositions = ['on', 'off', 'status'] as const;
type SwitchPosition = (typeof switchPositions)[number];

export interface StopOptions extends ServiceOptions {
  readonly release: boolean;
  readonly json: boolean;
}

const stopped = z.object({ stopped: z.boolean() });
const methods = { on: 'POST', off: 'DELETE', status: 'GET' } as const;

/** `firebreak stop`: pulls the stop switch of a running service, releases it, or says where it stands. */
export async function stop(
  position: SwitchPosition,
  options: StopOptions,
  command: CommandLine,
): Promise<ExitCode> {
  const client = serviceClient(options, command);
  const answer = await client.ask(methods[options.release ? 'off' : position], '/stop', stopped);
  if (!answer.ok) return answer.code;
  command.stdout(options.json ? `${JSON.stringify(answer.value)}\n` : textOf(answer.value.stopped));
  return exitCodes.ok;
}

function textOf(isStopped: boolean): string {
  return isStopped
    ? 'the stop switch is on: nothing is written until firebreak stop --release\n'
    : 'the stop switch is off\n';
}
