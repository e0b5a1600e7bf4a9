import type { Command } from 'commander';
import type { ProgramContext } from './program-context.ts';
import type { StopOptions } from './stop.ts';

/** `firebreak stop`: the stop switch, from a terminal. */
export function addStopCommand(program: Command, { path, done, command }: ProgramContext): void {
  program
    .command('stop')
    .description('pull the stop switch of a running service: nothing is written until it is released')
    .option('--release', 'release it', false)
    .option('--url <url>', 'of the service; FIREBREAK_HOST and FIREBREAK_PORT unless given')
    .option('--config <file>', 'settings, also FIREBREAK_CONFIG', path)
    .option('--json', 'one JSON document', false)
    .action((options: StopOptions) =>
      done(import('./stop.ts').then((module) => module.stop(options, command))),
    );
}
