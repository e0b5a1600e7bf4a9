import type { Command } from 'commander';
import { Option } from 'commander';
import { loadConfig } from '../config.ts';
import { mistakeSources } from '../domain/mistake.ts';
import { layers } from '../domain/verdict.ts';
import { denyScopes } from '../policy-changes/deny-rule.ts';
import type { PatternsOptions } from './patterns.ts';
import type { ProposeOptions } from './patterns-propose.ts';
import type { ProgramContext } from './program-context.ts';

type Given = Omit<PatternsOptions, 'dataDir' | 'policies'> &
  Partial<Pick<PatternsOptions, 'dataDir' | 'policies'>>;

/** `firebreak patterns`: what went wrong, by failure pattern. */
export function addPatternsCommand(program: Command, { path, done, command }: ProgramContext): void {
  const patterns = program
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

  patterns
    .command('propose')
    .description(
      'propose a deny rule or a pattern as a pull request on the policies; somebody else approves it',
    )
    .argument('<example>', 'SEQ.INDEX, as firebreak patterns shows it')
    .addOption(new Option('--deny <scope>', 'a rule that denies what was tried').choices(denyScopes))
    .option('--message <text>', 'why, for whoever is denied')
    .option('--title <text>', 'of a pattern, in place of --deny')
    .option('--happened <text>', 'what went wrong, for people')
    .option('--lesson <text>', 'what to do instead, for the model')
    .option('--url <url>', 'of the service, also FIREBREAK_URL; http://127.0.0.1:8080 unless set otherwise')
    .option('--config <file>', 'settings, also FIREBREAK_CONFIG', path)
    .option('--json', 'one JSON document', false)
    .action((example: string, options: ProposeOptions) =>
      done(
        import('./patterns-propose.ts').then((module) => module.proposePattern(example, options, command)),
      ),
    );
}
