import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../scripts/prepare.mjs';
import { runProgram } from '../../src/cli/program.ts';

const action = JSON.stringify({
  apiVersion: 'firebreak.dev/v1',
  action: 'restart-workload',
  cluster: 'default',
  target: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'not-there' },
  params: {},
});
const total = 10_000;
const dump = join(root, 'test/fixtures/dumps/service-fine');

it('10,000 actions through `check --action -` are answered as they come: no more than a few are ever held', async () => {
  let asked = 0;
  let answered = 0;
  let mostHeld = 0;
  const code = await runProgram(['check', '--action', '-', '--dump', dump, '--json'], {
    environment: {},
    stdout: (text) => {
      answered += text.split('\n').length - 1;
    },
    stderr: () => {},
    stdin: async () => '',
    async *stdinChunks() {
      while (asked < total) {
        asked += 1;
        mostHeld = Math.max(mostHeld, asked - answered);
        yield `${action}\n`;
      }
    },
    terminal: false,
    signal: new AbortController().signal,
  });

  expect({ code, answered }).toEqual({ code: 1, answered: total });
  expect(mostHeld).toBeLessThanOrEqual(2);
}, 120_000);
