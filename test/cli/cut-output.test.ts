import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { root } from '../../scripts/prepare.mjs';
import { builtCommand } from '../support/built-command.ts';

const action = JSON.stringify({
  apiVersion: 'firebreak.dev/v1',
  action: 'restart-workload',
  target: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'not-there' },
});
const dump = join(root, 'test/fixtures/dumps/service-fine');

it('is no success where whoever reads it stops before a refusal may have come', async () => {
  const words = ['check', '--action', '-', '--dump', dump, '--json'];
  const child = spawn(process.execPath, [builtCommand(), ...words]);
  // The command goes while there is more to read.
  child.stdin.on('error', () => {});
  child.stdin.end(`${action}\n`.repeat(2_000));
  const complaint = text(child.stderr);
  await once(child.stdout, 'data');
  child.stdout.destroy();

  const [code] = (await once(child, 'exit')) as [number | null];
  expect({ code, complaint: await complaint }).toEqual({ code: 141, complaint: '' });
});
