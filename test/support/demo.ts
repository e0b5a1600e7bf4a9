import { runProgram } from '../../src/cli/program.ts';
import { freePort } from '../parts/ports.ts';
import { waitFor } from '../parts/wait.ts';

/** `firebreak demo` in this process: the whole service beside a practice cluster, with nothing real within reach. */
export interface Demo {
  readonly url: string;
  readonly signInToken: string;
  stop(): Promise<void>;
}

export async function startDemo(scenario: string): Promise<Demo> {
  const stopped = new AbortController();
  const port = await freePort();
  let told = '';
  const running = runProgram(['demo', '--scenario', scenario, '--port', String(port)], {
    environment: {},
    stdout: (text) => {
      told += text;
    },
    stderr: (text) => {
      told += text;
    },
    stdin: async () => '',
    async *stdinChunks() {},
    terminal: false,
    signal: stopped.signal,
  });
  const signInToken = await waitFor(() => /Sign-in token: (\S+)/u.exec(told)?.[1], {
    what: 'the demo to tell how to sign in',
    timeoutMs: 30_000,
    everyMs: 50,
  });
  return {
    url: `http://127.0.0.1:${port}`,
    signInToken,
    async stop() {
      stopped.abort();
      await running;
    },
  };
}
