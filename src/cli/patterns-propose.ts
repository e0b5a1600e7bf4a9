import { z } from 'zod';
import type { DenyScope } from '../policy-changes/deny-rule.ts';
import { type CommandLine, type ExitCode, exitCodes, UsageError } from './command-line.ts';
import { serviceClient, type ServiceOptions } from './service-client.ts';

export interface ProposeOptions extends ServiceOptions {
  readonly deny?: DenyScope;
  readonly message?: string;
  readonly title?: string;
  readonly happened?: string;
  readonly lesson?: string;
  readonly json: boolean;
}

const proposed = z.object({ incident: z.string() });

/** `firebreak patterns propose`: the way that the page has too, over the API of a running service. */
export async function proposePattern(
  example: string,
  options: ProposeOptions,
  command: CommandLine,
): Promise<ExitCode> {
  const [, seq, index] = /^(\d+)\.(\d+)$/u.exec(example) ?? [];
  if (seq === undefined || index === undefined) {
    throw new UsageError(`${example}: not an example such as 12.0, as \`firebreak patterns\` shows them`);
  }
  const body = { seq: Number(seq), index: Number(index), ...wishOf(options) };
  const answer = await serviceClient(options, command).ask('POST', '/patterns/proposals', proposed, body);
  if (!answer.ok) return answer.code;
  const { incident } = answer.value;
  command.stdout(
    options.json ? `${JSON.stringify(answer.value)}\n` : `proposed: firebreak show ${incident}\n`,
  );
  return exitCodes.ok;
}

function wishOf({
  deny,
  message,
  title,
  happened,
  lesson,
}: ProposeOptions): Readonly<Record<string, string>> {
  if (deny !== undefined && title === undefined) {
    if (message === undefined) throw new UsageError('--deny needs --message: whoever is denied reads it');
    return { as: 'deny-rule', scope: deny, message };
  }
  if (deny === undefined && title !== undefined && happened !== undefined && lesson !== undefined) {
    return { as: 'pattern', title, happened, lesson };
  }
  throw new UsageError('give --deny with --message, or --title with --happened and --lesson');
}
