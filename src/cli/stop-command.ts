import { Argument, type Command } from 'commander';
import type { ProgramContext } from './program-context.ts';
import { type StopOptions, switchPositions } from './stop.ts';

/** `firebreak stop`: the stop switch, from a terminal. */
export function addStopCommand(program: Command, { path, done, command }: ProgramContext): void {
  program
    .command('stop')
    .description('pull the stop switch of a running service: nothing is written until it is released')
    .addArgument(new Argument('[position]', 'what to do with it').choices(switchPositions).default('on'))
    .option('--release', 'the same as off', false)
    .option(
      '--url <url>',
      'of the service, also FIREBREAK_URL; FIREBREAK_HOST and FIREBREAK_PORT unless given',
    )
    .option('--config <file>', 'settings, also FIREBREAK_CONFIG', path)
    .option('--json', 'one JSON document', false)
    .action((position: (typeof switchPositions)[number], options: StopOptions) =>
      done(import('./stop.ts').then((module) => module.stop(position, options, command))),
    );
}
