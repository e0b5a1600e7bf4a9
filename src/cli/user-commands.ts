import { type Command, Option } from 'commander';
import { roles } from '../http/auth/role.ts';
import type { ProgramContext } from './program-context.ts';
import type { AddUserOptions, UserOptions } from './user.ts';

/** `firebreak user`: who signs in with a password of their own. */
export function addUserCommands(program: Command, { path, done, command }: ProgramContext): void {
  const user = program.command('user').description('local users, who sign in on the page with a password');
  const withFile = (inner: Command) =>
    inner
      .option('--file <file>', 'the users file; also FIREBREAK_USERS_FILE', path)
      .option('--config <file>', 'settings, also FIREBREAK_CONFIG', path);

  withFile(user.command('add'))
    .description('add a user, or give one a new password, role and groups; their sessions end')
    .argument('<name>', 'as decisions record it')
    .addOption(new Option('--role <role>', 'what they may do').choices(roles).makeOptionMandatory())
    .option('--group <group...>', 'groups that the Approvers policy may name')
    .action((name: string, options: AddUserOptions) =>
      done(import('./user.ts').then((module) => module.addUser(name, options, command))),
    );

  withFile(user.command('remove'))
    .description('take a user out; their sessions end')
    .argument('<name>')
    .action((name: string, options: UserOptions) =>
      done(import('./user.ts').then((module) => module.removeUser(name, options, command))),
    );

  withFile(user.command('list'))
    .description('who is in the file')
    .option('--json', 'one JSON document', false)
    .action((options: UserOptions & { json: boolean }) =>
      done(import('./user.ts').then((module) => module.listUsers(options, command))),
    );
}
