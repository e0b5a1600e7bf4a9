import { randomBytes } from 'node:crypto';
import { tokensFileOf } from '../compose/users-file-of.ts';
import { loadConfig } from '../config.ts';
import { hashOfToken } from '../http/auth/api-token.ts';
import type { Role } from '../http/auth/role.ts';
import type { Scope } from '../http/auth/scopes.ts';
import { readTokens, tokenName, writeTokens } from '../store/tokens-file.ts';
import { type CommandLine, type ExitCode, exitCodes, UsageError } from './command-line.ts';
import { table } from './table.ts';

export interface TokenOptions {
  readonly file?: string;
  readonly config?: string;
}

export interface AddTokenOptions extends TokenOptions {
  readonly role: Role;
  readonly scope?: readonly Scope[];
}

const secretBytes = 32;

/** `firebreak token add`: the token alone goes to stdout. */
export async function addToken(
  given: string,
  options: AddTokenOptions,
  command: CommandLine,
): Promise<ExitCode> {
  const file = fileOf(options, command);
  const name = tokenName.safeParse(given);
  if (!name.success) throw new UsageError(`the name does not fit: ${name.error.issues[0]?.message ?? ''}`);
  const before = readTokens(file);
  if (before.some((token) => token.name === name.data)) {
    throw new UsageError(`${file} has a token ${name.data}; remove it first`);
  }
  const secret = `fb_${randomBytes(secretBytes).toString('base64url')}`;
  const { role, scope } = options;
  const token = { name: name.data, role, sha256: hashOfToken(secret) };
  writeTokens(file, [...before, scope === undefined ? token : { ...token, scopes: scope }]);
  command.stderr(`${name.data} (${role}) is added to ${file}; the token is shown this once:\n`);
  command.stdout(`${secret}\n`);
  return exitCodes.ok;
}

/** `firebreak token remove`. */
export async function removeToken(
  name: string,
  options: TokenOptions,
  command: CommandLine,
): Promise<ExitCode> {
  const file = fileOf(options, command);
  const tokens = readTokens(file);
  const rest = tokens.filter((token) => token.name !== name);
  if (rest.length === tokens.length) throw new UsageError(`${file} has no token ${name}`);
  writeTokens(file, rest);
  command.stdout(`${name} is no longer in ${file}\n`);
  return exitCodes.ok;
}

/** `firebreak token list`: without the hashes. */
export async function listTokens(
  options: TokenOptions & { readonly json: boolean },
  command: CommandLine,
): Promise<ExitCode> {
  const tokens = readTokens(fileOf(options, command)).map(({ name, role, scopes }) => ({
    name,
    role,
    ...(scopes === undefined ? {} : { scopes }),
  }));
  if (options.json) {
    command.stdout(`${JSON.stringify({ tokens })}\n`);
    return exitCodes.ok;
  }
  const rows = tokens.map(({ name, role, scopes }) => [name, role, scopes?.join(', ') ?? 'all']);
  command.stdout(table(['NAME', 'ROLE', 'SCOPES'], rows));
  return exitCodes.ok;
}

function fileOf(options: TokenOptions, { environment }: CommandLine): string {
  if (options.file !== undefined) return options.file;
  return tokensFileOf(loadConfig(environment, options.config ?? environment['FIREBREAK_CONFIG']).settings);
}
