import { resolve } from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { ConfigError, loadConfig } from '../config.ts';
import { levels, type LevelVersion, parseVersion } from '../guardrails/pod-security/level.ts';
import { PolicyError } from '../guardrails/policies/policy-error.ts';
import { ModelPricesError } from '../diagnosis/model-prices.ts';
import { PromptError } from '../diagnosis/prompt.ts';
import { RunbookError } from '../diagnosis/runbooks.ts';
import { ClusterError } from '../ports/cluster.ts';
import { DataFolderInUseError } from '../store/sqlite.ts';
import { TokensFileError } from '../store/tokens-file.ts';
import { UsersFileError } from '../store/users-file.ts';
import { readVersion } from '../version.ts';
import { addAuditCommands } from './audit-commands.ts';
import { addReplayCommand } from './replay-command.ts';
import type { check } from './check.ts';
import { collectPaths } from './collect-paths.ts';
import { type CommandLine, type ExitCode, exitCodes, UsageError } from './command-line.ts';
import type { demo } from './demo.ts';
import type { doctor } from './doctor.ts';
import { addIncidentCommands } from './incident-commands.ts';
import { addPatternsCommand } from './patterns-command.ts';
import { addPolicyCommands } from './policy-commands.ts';
import { addRunbookCommands } from './runbook-commands.ts';
import { addStopCommand } from './stop-command.ts';
import { addTokenCommands } from './token-commands.ts';
import { addUserCommands } from './user-commands.ts';
import type { snapshot } from './snapshot.ts';
import type { triageCommand } from './triage.ts';

/** Runs one command line, and loads no other command for it; the number is the process's exit code. */
export async function runProgram(args: readonly string[], command: CommandLine): Promise<ExitCode> {
  let code: ExitCode = exitCodes.ok;
  const done = async (result: Promise<ExitCode>) => {
    code = await result;
  };
  const program = createProgram(command, done);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (cause) {
    return explain(cause, command);
  }
}

function createProgram(command: CommandLine, done: (result: Promise<ExitCode>) => Promise<void>): Command {
  // npm changes the folder to the package's; relative paths are the caller's.
  const path = (given: string) =>
    given === '-' ? given : resolve(command.environment['INIT_CWD'] ?? '.', given);
  const program = new Command('firebreak')
    .description('The alert responder for Kubernetes that people can let into production')
    .version(readVersion())
    .exitOverride()
    // `check --version v1.30` is Pod Security's version, not the program's.
    .enablePositionalOptions()
    .configureOutput({ writeOut: command.stdout, writeErr: command.stderr });

  program
    .command('serve')
    .description('run the service: webhook, workers, approvals, pages, metrics')
    .option('--config <file>', 'settings, also FIREBREAK_CONFIG', path)
    .action((options: { config?: string }) =>
      done(import('./serve.ts').then((module) => module.serve(options, command))),
    );

  program
    .command('demo')
    .description('play an incident on a practice cluster in this process: nothing real is touched')
    .option('--scenario <name>', 'which one', 'oom-scraper')
    .option('--port <number>', 'port of the page; 0 takes a free one', port, 8080)
    .option('--once', 'decide by itself, and exit 0 only if it ends as it should', false)
    .option('--json', 'one JSON document at the end', false)
    .option('--model <name>', 'a model instead of the script, such as litellm:claude-haiku')
    .action((options: Parameters<typeof demo>[0]) =>
      done(import('./demo.ts').then((module) => module.demo(options, command))),
    );

  program
    .command('check')
    .description('judge manifests, actions or pods by the guardrails')
    .argument('[path...]', 'rendered manifests: files or folders; - for stdin', collectPaths(path))
    .option('--base <path>', 'the manifests that the change starts from: only what changes is judged', path)
    .option('--namespace <name>', 'of manifests and kubectl lines that name none', 'default')
    .addOption(
      new Option('--format <format>', 'for PATH; github writes annotations')
        .choices(['text', 'json', 'github'])
        .default('text'),
    )
    .option('--action <file>', 'one action, an array, or JSON Lines; - for stdin', path)
    .option('--kubectl <line>', 'one kubectl command line, read as actions; it is never run')
    .option('--dump <folder>', 'the recorded cluster to judge against', path)
    .option('--policies <folder>', 'the packaged ones unless given', path)
    .option('--cluster <name>', 'the cluster that actions have to be meant for', 'default')
    .option('--pod <file>', 'Pods, or objects with a pod template', path)
    .addOption(new Option('--level <level>', 'Pod Security level for --pod').choices(levels))
    .option(
      '--version <version>',
      'Pod Security version for --pod, such as v1.30',
      podSecurityVersion,
      'latest',
    )
    .option('--json', 'JSON Lines, one result a line', false)
    .action((paths: readonly string[], options: Parameters<typeof check>[1]) =>
      done(import('./check.ts').then((module) => module.check(paths, options, command))),
    );

  program
    .command('triage')
    .description('evidence and diagnosis without a model, from a recorded cluster')
    .requiredOption('--dump <folder>', 'the recorded cluster', path)
    .requiredOption('--alert <file>', 'an Alertmanager v4 webhook payload; - for stdin', path)
    .option('--json', 'one JSON document', false)
    .action((options: Parameters<typeof triageCommand>[0]) =>
      done(import('./triage.ts').then((module) => module.triageCommand(options, command))),
    );

  program
    .command('backup')
    .description('copy the store, the ledger in it, as it is at one moment; the service may go on')
    .argument('<file>', 'a new file, or - for stdout', path)
    .option('--data-dir <folder>', 'also FIREBREAK_DATA_DIR', path)
    .action((file: string, { dataDir = path(loadConfig(command.environment).settings.dataDir) }) =>
      done(import('./backup.ts').then((module) => module.backup(file, { dataDir }, command))),
    );

  program
    .command('snapshot')
    .description('record the cluster of KUBECONFIG as a dump: no Secrets, values masked, logs redacted')
    .argument('<dir>', 'a new folder', path)
    .option('--namespace <name...>', 'only these namespaces, and what lies in none')
    .option('--json', 'one JSON document', false)
    .action((folder: string, options: Parameters<typeof snapshot>[1]) =>
      done(import('./snapshot.ts').then((module) => module.snapshot(folder, options, command))),
    );

  addPolicyCommands(program, { path, done, command });

  program
    .command('doctor')
    .description('what is reachable, permitted and missing, one line each with the mend')
    .option('--config <file>', 'settings, also FIREBREAK_CONFIG', path)
    .option(
      '--test-alert',
      'send a test alert through Alertmanager, and wait for it up to two minutes',
      false,
    )
    .option('--test-label <name=value...>', 'labels that the routes to the webhook ask for', labelsOption)
    .option('--json', 'one JSON document', false)
    .action((options: Parameters<typeof doctor>[0]) =>
      done(import('./doctor.ts').then((module) => module.doctor(options, command))),
    );

  addReplayCommand(program, { path, done, command });
  addAuditCommands(program, { path, done, command });
  addPatternsCommand(program, { path, done, command });
  addRunbookCommands(program, { path, done, command });
  addIncidentCommands(program, { path, done, command });
  addStopCommand(program, { path, done, command });
  addUserCommands(program, { path, done, command });
  addTokenCommands(program, { path, done, command });
  return program;
}

/** The help of every command, for the documentation. */
export function helpTexts(): readonly { readonly name: string; readonly help: string }[] {
  const silent: CommandLine = {
    environment: {},
    stdout: () => {},
    stderr: () => {},
    stdin: async () => '',
    async *stdinChunks() {},
    terminal: false,
    signal: new AbortController().signal,
  };
  const program = createProgram(silent, async () => {});
  const walk = (command: Command, name: string): readonly { name: string; help: string }[] => [
    { name, help: command.createHelp().formatHelp(command, plainHelp(command)) },
    ...command.commands.flatMap((inner) => walk(inner, `${name} ${inner.name()}`)),
  ];
  return walk(program, 'firebreak');
}

/** The same width wherever it is made. */
function plainHelp(command: Command) {
  const help = command.createHelp();
  help.helpWidth = 110;
  return help;
}

function port(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  throw new InvalidArgumentError('a port is a whole number from 0 to 65535.');
}

function podSecurityVersion(text: string): LevelVersion {
  const version = parseVersion(text);
  if (version !== undefined) return version;
  throw new InvalidArgumentError('a version is "latest" or such as v1.30.');
}

/** One clear line for what the caller can mend, and the exit code that goes with it. */
function explain(cause: unknown, command: CommandLine): ExitCode {
  if (cause instanceof CommanderError) return cause.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (cause instanceof DataFolderInUseError || cause instanceof ClusterError) {
    command.stderr(`firebreak: ${cause.message}\n`);
    const isUnreadable = cause instanceof ClusterError && cause.code === 'invalid';
    return isUnreadable ? exitCodes.usage : exitCodes.unreachable;
  }
  if (
    cause instanceof UsageError ||
    cause instanceof ConfigError ||
    cause instanceof PolicyError ||
    cause instanceof UsersFileError ||
    cause instanceof TokensFileError ||
    cause instanceof RunbookError ||
    cause instanceof ModelPricesError ||
    cause instanceof PromptError
  ) {
    command.stderr(`firebreak: ${cause.message}\n`);
    return exitCodes.usage;
  }
  throw cause;
}

/** `name=value`, as often as it is given. */
function labelsOption(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [, name, value] = /^([a-zA-Z_][a-zA-Z0-9_]*)=(.+)$/u.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError('a label is name=value, such as severity=warning.');
  return { ...before, [name]: value };
}
