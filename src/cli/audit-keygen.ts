import { writeFileSync } from 'node:fs';
import { generateHeadKeys, readCheckingKey } from '../ledger/heads/keys.ts';
import { type CommandLine, type ExitCode, exitCodes, UsageError } from './command-line.ts';
import { messageOf } from '../domain/message-of.ts';

/** `firebreak audit keygen`: a key for signing heads, and beside it the half that checks them. Replaces nothing. */
export async function auditKeygen(file: string, command: CommandLine): Promise<ExitCode> {
  const { privatePem, publicPem } = generateHeadKeys();
  writeNew(file, privatePem, 0o600);
  writeNew(`${file}.pub`, publicPem, 0o644);
  command.stdout(`${file}: set FIREBREAK_AUDIT_KEY_FILE to it\n`);
  command.stdout(`${file}.pub: keep it where the service cannot write, for audit verify --public-key\n`);
  command.stdout(`key id ${readCheckingKey(publicPem).id}\n`);
  return exitCodes.ok;
}

function writeNew(file: string, text: string, mode: number): void {
  try {
    writeFileSync(file, text, { mode, flag: 'wx' });
  } catch (cause) {
    throw new UsageError(`${file}: cannot be written: ${messageOf(cause)}`);
  }
}
