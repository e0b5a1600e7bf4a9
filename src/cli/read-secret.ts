import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Asks for a line on a terminal without showing it. Undefined where stdin is no terminal. */
export async function readSecret(prompt: string): Promise<string | undefined> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const line = await readLine(prompt, silent);
  if (line !== undefined) process.stderr.write('\n');
  return line;
}

/** Asks for a line on a terminal. Undefined where stdin is no terminal. */
export async function readLine(
  prompt: string,
  output: NodeJS.WritableStream = process.stderr,
): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  process.stderr.write(prompt);
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  try {
    return await lines.question('');
  } finally {
    lines.close();
  }
}
