import type { Command } from 'commander';
import { Option } from 'commander';
import { loadConfig } from '../config.ts';
import { mistakeSources } from '../domain/mistake.ts';
import { layers } from '../domain/verdict.ts';
import type { PatternsOptions } from './patterns.ts';
import type { ProgramContext } from './program-context.ts';

type Given = Omit<PatternsOptions, 'dataDir' | 'policies'> &
  Partial<Pick<PatternsOptions, 'dataDir' | 'policies'>>;

/** `firebreak patterns`: what went wrong, by failure pattern. */
export function addPatternsCommand(program: Command, { path, done, command }: ProgramContext): void {
  program
    .command('patterns')
    .description('what was refused, denied, not usable, failed or taken back, by failure pattern')
    .option('--data-dir <folder>', 'also FIREBREAK_DATA_DIR', path)
    .option('--policies <folder>', 'also FIREBREAK_POLICIES; the packaged ones unless given', path)
    .option('--pattern <name>', 'this one alone; unclassified for what fits none')
    .addOption(new Option('--source <source>', 'where the mistakes showed').choices(mistakeSources))
    .addOption(new Option('--layer <layer>', 'the layer that refused').choices(layers))
    .option('--model <name>', 'that proposed or replied')
    .option('--alert <name>', 'that the incident was about')
    .option('--namespace <name>', 'that the mistake was about')
    .option('--json', 'one JSON document', false)
    .action(({ dataDir, policies, ...options }: Given) => {
      const { settings } = loadConfig(command.environment);
      const folder = policies ?? (settings.policies === undefined ? undefined : path(settings.policies));
      const all = {
        ...options,
        dataDir: dataDir ?? path(settings.dataDir),
        ...(folder === undefined ? {} : { policies: folder }),
      };
      return done(import('./patterns.ts').then((module) => module.patterns(all, command)));
    });
}
