import type { Command } from 'commander';
import { loadConfig } from '../config.ts';
import type { ProgramContext } from './program-context.ts';
import type { ReplayOptions } from './replay.ts';

type Given = Omit<ReplayOptions, 'dataDir' | 'prompts'> & {
  readonly dataDir?: string;
  readonly prompts?: string;
};

/** `firebreak replay ID`: what models answered then, by the code of today. */
export function addReplayCommand(program: Command, { path, done, command }: ProgramContext): void {
  program
    .command('replay')
    .description(
      'send what models answered through the prompts and checks of today, offline; exit 1 if it ends otherwise',
    )
    .argument('<id>', 'an incident, a diagnosis or an exchange')
    .option('--data-dir <folder>', 'also FIREBREAK_DATA_DIR', path)
    .option('--file <file>', 'what --export wrote; no store is needed; - for stdin', path)
    .option('--prompts <folder>', 'also FIREBREAK_PROMPTS; the packaged ones unless given', path)
    .option('--export', 'write what is recorded as JSON Lines in place of replaying it', false)
    .option('--json', 'one JSON document', false)
    .action((id: string, { dataDir, prompts, ...options }: Given) => {
      const settings = () => loadConfig(command.environment).settings;
      const folder = prompts ?? settings().prompts;
      const all = {
        ...options,
        dataDir: () => dataDir ?? path(settings().dataDir),
        ...(folder === undefined ? {} : { prompts: path(folder) }),
      };
      return done(import('./replay.ts').then((module) => module.replayCommand(id, all, command)));
    });
}
