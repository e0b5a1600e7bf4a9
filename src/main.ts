#!/usr/bin/env node
import { buffer } from 'node:stream/consumers';
import { setFlagsFromString } from 'node:v8';

// V8's young generation stays at 2 MiB a half, where it would grow to 16: start-up and storms would leave 30 MB behind
// that a service at rest gives back only late. What allocates is loaded after it.
setFlagsFromString('--max-semi-space-size=2');
setFlagsFromString('--semi-space-growth-factor=1');
const { runProgram } = await import('./cli/program.ts');
const { readLine, readSecret } = await import('./cli/read-secret.ts');
const { decodeChunks, decodeText } = await import('./domain/decode-text.ts');

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());

// Whoever reads the output may stop reading it: `firebreak check … | head`. What was left to say may have been a
// refusal, so this is no success; the code is that of a program that SIGPIPE ended.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(141);
  throw error;
});

// Words for people that nobody can read any more are no reason to stop what runs: a full disk, a terminal that is gone.
process.stderr.on('error', () => {});

process.exitCode = await runProgram(process.argv.slice(2), {
  environment: process.env,
  stdout: (line) => void process.stdout.write(line),
  stdoutBytes: (bytes) => new Promise((resolve) => process.stdout.write(bytes, () => resolve())),
  stderr: (line) => void process.stderr.write(line),
  stdin: async () => decodeText(await buffer(process.stdin)),
  secret: readSecret,
  ...(process.stdin.isTTY ? { ask: readLine } : {}),
  stdinChunks: () => decodeChunks(process.stdin as AsyncIterable<Buffer>),
  terminal: process.stdout.isTTY,
  signal: stopping.signal,
});
