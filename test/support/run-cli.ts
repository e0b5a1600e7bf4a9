import { type CommandLine } from '../../src/cli/command-line.ts';
import { runProgram } from '../../src/cli/program.ts';

export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One command line of Firebreak in this process, with its output. */
export async function runCli(
  args: readonly string[],
  outside: Partial<Pick<CommandLine, 'environment' | 'terminal'>> & { readonly stdin?: string } = {},
): Promise<CliRun> {
  const out = { stdout: '', stderr: '' };
  const { environment = {}, stdin = '', terminal = false } = outside;
  const code = await runProgram(args, {
    environment,
    stdout: (text) => {
      out.stdout += text;
    },
    stderr: (text) => {
      out.stderr += text;
    },
    stdin: async () => stdin,
    async *stdinChunks() {
      yield stdin;
    },
    terminal,
    signal: new AbortController().signal,
  });
  return { code, ...out };
}
