import { type Command, Option } from 'commander';
import { roles } from '../http/auth/role.ts';
import { scopes } from '../http/auth/scopes.ts';
import type { ProgramContext } from './program-context.ts';
import type { AddTokenOptions, TokenOptions } from './token.ts';

/** `firebreak token`: bearer tokens of machines. */
export function addTokenCommands(program: Command, { path, done, command }: ProgramContext): void {
  const token = program.command('token').description('bearer tokens for machines, by name, role and scope');
  const withFile = (inner: Command) =>
    inner
      .option('--file <file>', 'the tokens file; also FIREBREAK_TOKENS_FILE', path)
      .option('--config <file>', 'settings, also FIREBREAK_CONFIG', path);

  withFile(token.command('add'))
    .description('make a token and print it once; only its hash is kept')
    .argument('<name>', 'as the ledger and the Approvers policy know it')
    .addOption(new Option('--role <role>', 'what it may do').choices(roles).makeOptionMandatory())
    .addOption(new Option('--scope <scope...>', 'and nothing but this').choices(scopes))
    .action((name: string, options: AddTokenOptions) =>
      done(import('./token.ts').then((module) => module.addToken(name, options, command))),
    );

  withFile(token.command('remove'))
    .description('revoke a token')
    .argument('<name>')
    .action((name: string, options: TokenOptions) =>
      done(import('./token.ts').then((module) => module.removeToken(name, options, command))),
    );

  withFile(token.command('list'))
    .description('which tokens there are')
    .option('--json', 'one JSON document', false)
    .action((options: TokenOptions & { json: boolean }) =>
      done(import('./token.ts').then((module) => module.listTokens(options, command))),
    );
}
