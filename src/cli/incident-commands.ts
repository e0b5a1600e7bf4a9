import { type Command, Option } from 'commander';
import { incidentOutcomes, incidentStates } from '../domain/incident.ts';
import type { DecideOptions } from './decide.ts';
import type { IncidentsOptions } from './incidents.ts';
import type { ProgramContext } from './program-context.ts';

/** `firebreak incidents`, `show`, `approve`, `deny`, `hand-over`, `undo`: the hands of somebody at a shell. */
export function addIncidentCommands(program: Command, { path, done, command }: ProgramContext): void {
  const asked = (inner: Command) =>
    inner
      .option('--url <url>', 'of the service, also FIREBREAK_URL; http://127.0.0.1:8080 unless set otherwise')
      .option('--config <file>', 'settings, also FIREBREAK_CONFIG', path)
      .option('--json', 'one JSON document', false);
  const deciding = () => import('./decide.ts');

  asked(program.command('incidents').description('incidents of a running service, the newest first'))
    .addOption(new Option('--state <state>', 'in this state').choices(incidentStates))
    .addOption(new Option('--outcome <outcome>', 'closed with this outcome').choices(incidentOutcomes))
    .option('--q <text>', 'with this text')
    .option('--limit <number>', 'at most so many, up to 200')
    .action((options: IncidentsOptions) =>
      done(import('./incidents.ts').then((module) => module.incidents(options, command))),
    );

  asked(program.command('show').description('one incident: cause, proposal with diff and hash, decisions'))
    .argument('<id>')
    .action((id: string, options: IncidentsOptions) =>
      done(import('./incidents.ts').then((module) => module.show(id, options, command))),
    );

  asked(program.command('approve').description('approve the proposal of an incident, after a look at it'))
    .argument('<id>')
    .option('--hash <hash>', 'only if this is still the proposal; 16 characters are enough')
    .option('--yes', 'ask nothing; needs --hash')
    .option('--wait', 'stay until the incident is closed, and tell how it ends')
    .action((id: string, options: DecideOptions) =>
      done(deciding().then((module) => module.decide('approve', id, options, command))),
    );

  for (const [decision, description] of [
    ['deny', 'deny the proposal of an incident'],
    ['hand-over', 'hand an incident over to people'],
  ] as const) {
    asked(program.command(decision).description(description))
      .argument('<id>')
      .requiredOption('--reason <text>', 'why; the record and the next proposal will know')
      .option('--hash <hash>', 'only if this is still the proposal; 16 characters are enough')
      .action((id: string, options: DecideOptions) =>
        done(deciding().then((module) => module.decide(decision, id, options, command))),
      );
  }

  asked(program.command('undo').description('propose the inverses of what ran; another person approves them'))
    .argument('<id>')
    .action((id: string, options: DecideOptions) =>
      done(deciding().then((module) => module.undo(id, options, command))),
    );
}
