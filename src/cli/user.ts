import { randomBytes } from 'node:crypto';
import { systemClock } from '../adapters/system.ts';
import { usersFileOf } from '../compose/users-file-of.ts';
import { loadConfig } from '../config.ts';
import { findUser, type LocalUser } from '../http/auth/local-users.ts';
import { hashPassword } from '../http/auth/password.ts';
import { personNameSchema } from '../http/auth/person-name.ts';
import type { Role } from '../http/auth/role.ts';
import { readUsers, writeUsers } from '../store/users-file.ts';
import { type CommandLine, type ExitCode, exitCodes, UsageError } from './command-line.ts';
import { table } from './table.ts';

export interface UserOptions {
  readonly file?: string;
  readonly config?: string;
}

export interface AddUserOptions extends UserOptions {
  readonly role: Role;
  readonly group?: readonly string[];
}

/** NIST SP 800-63B: at least 15 where it is all that there is, and no rules about what is in it. */
const fewestCharacters = 15;
const mostCharacters = 256;

/** `firebreak user add`: the password comes from the terminal, or as the first line of stdin. */
export async function addUser(
  given: string,
  options: AddUserOptions,
  command: CommandLine,
): Promise<ExitCode> {
  const file = fileOf(options, command);
  const name = personNameSchema.safeParse(given);
  if (!name.success) throw new UsageError(`the name does not fit: ${name.error.issues[0]?.message ?? ''}`);
  const before = readUsers(file);
  const known = findUser({ all: () => before }, name.data);
  const password = await askPassword(command);
  const user: LocalUser = {
    name: name.data,
    role: options.role,
    groups: options.group ?? [],
    password: await hashPassword(password, randomBytes),
    changedAt: systemClock.now().toISOString(),
  };
  writeUsers(file, [...before.filter((each) => each !== known), user]);
  command.stdout(
    `${user.name} (${user.role}) is ${known === undefined ? 'added to' : 'changed in'} ${file}\n`,
  );
  return exitCodes.ok;
}

/** `firebreak user remove`. */
export async function removeUser(
  name: string,
  options: UserOptions,
  command: CommandLine,
): Promise<ExitCode> {
  const file = fileOf(options, command);
  const users = readUsers(file);
  const user = findUser({ all: () => users }, name);
  if (user === undefined) throw new UsageError(`${file} has no user ${name}`);
  writeUsers(
    file,
    users.filter((each) => each !== user),
  );
  command.stdout(`${user.name} is no longer in ${file}\n`);
  return exitCodes.ok;
}

/** `firebreak user list`: without the hashes. */
export async function listUsers(
  options: UserOptions & { readonly json: boolean },
  command: CommandLine,
): Promise<ExitCode> {
  const users = readUsers(fileOf(options, command)).map(({ name, role, groups, changedAt }) => ({
    name,
    role,
    groups,
    changedAt,
  }));
  if (options.json) {
    command.stdout(`${JSON.stringify({ users })}\n`);
    return exitCodes.ok;
  }
  const rows = users.map(({ name, role, groups, changedAt }) => [name, role, groups.join(', '), changedAt]);
  command.stdout(table(['NAME', 'ROLE', 'GROUPS', 'CHANGED'], rows));
  return exitCodes.ok;
}

function fileOf(options: UserOptions, { environment }: CommandLine): string {
  if (options.file !== undefined) return options.file;
  return usersFileOf(loadConfig(environment, options.config ?? environment['FIREBREAK_CONFIG']).settings);
}

async function askPassword(command: CommandLine): Promise<string> {
  const typed = await command.secret?.('Password: ');
  if (typed === undefined)
    return fitting((await command.stdin()).split('\n', 1)[0]?.replace(/\r$/u, '') ?? '');
  if ((await command.secret?.('Once more: ')) !== typed) throw new UsageError('the two were not the same');
  return fitting(typed);
}

function fitting(password: string): string {
  const { length } = Array.from(password);
  if (length >= fewestCharacters && length <= mostCharacters) return password;
  throw new UsageError(
    `a password has ${fewestCharacters} to ${mostCharacters} characters; a few words will do (from stdin: its first line)`,
  );
}
