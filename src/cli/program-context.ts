import type { CommandLine, ExitCode } from './command-line.ts';

/** What the definition of a command needs of the program. */
export interface ProgramContext {
  readonly command: CommandLine;
  /** Makes a path of the caller's absolute; `-` stays stdin. */
  readonly path: (given: string) => string;
  /** Runs a command and keeps its exit code. */
  readonly done: (result: Promise<ExitCode>) => Promise<void>;
}
