import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Asks for a line on a terminal without showing it. Undefined where stdin is no terminal. */
export async function readSecret(prompt: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  process.stderr.write(prompt);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await lines.question('');
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
