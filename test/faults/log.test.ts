import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { constants, closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../parts/ports.ts';
import { waitFor } from '../parts/wait.ts';
import { builtCommand } from '../support/built-command.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A cluster that is not there: the service has something to log. */
function nowhere(): string {
  const file = join(folder, 'kubeconfig');
  writeFileSync(
    file,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'nowhere',
      contexts: [{ name: 'nowhere', context: { cluster: 'nowhere', user: 'nobody' } }],
      clusters: [{ name: 'nowhere', cluster: { server: 'https://127.0.0.1:9' } }],
      users: [{ name: 'nobody', user: {} }],
    }),
  );
  return file;
}

/** A pipe that nobody reads, and that is full. */
function fullPipe(): number {
  const path = join(folder, 'pipe');
  spawnSync('mkfifo', [path]);
  const descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const page = Buffer.alloc(4096, '\n');
  try {
    for (;;) writeSync(descriptor, page);
  } catch {
    return descriptor;
  }
}

/** `serve` with its log going there: it has taken an alert and told its metrics, and has ended on SIGTERM. */
async function serveWithLogTo(stderr: number) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [builtCommand(), 'serve'], {
    stdio: ['ignore', 'ignore', stderr],
    env: {
      PATH: process.env['PATH'],
      KUBECONFIG: nowhere(),
      FIREBREAK_PORT: String(port),
      FIREBREAK_DATA_DIR: join(folder, 'data'),
      FIREBREAK_WEBHOOK_TOKEN: 'test-webhook-token',
      LOG_LEVEL: 'trace',
    },
  });
  closeSync(stderr);
  const ended = once(child, 'exit');
  try {
    await waitFor(async () => (await fetch(`${url}/readyz`)).ok, { what: 'firebreak to be ready' });
    const { status } = await fetch(`${url}/webhook/alertmanager`, {
      method: 'POST',
      headers: { authorization: 'Bearer test-webhook-token', 'content-type': 'application/json' },
      body: JSON.stringify({
        version: '4',
        groupKey: '{}',
        alerts: [{ status: 'firing', labels: { alertname: 'A' }, startsAt: '2026-03-04T02:00:00Z' }],
      }),
    });
    const metrics = await (await fetch(`${url}/metrics`)).text();
    return { status, dropped: Number(/^firebreak_log_lines_dropped_total (\d+)$/mu.exec(metrics)?.[1]) };
  } finally {
    child.kill('SIGTERM');
    const [code] = await ended;
    expect(code).toBe(0);
  }
}

describe.skipIf(process.platform !== 'linux')('a log that takes nothing', () => {
  it('on a full disk costs log lines, counted, and nothing else', async () => {
    const { status, dropped } = await serveWithLogTo(openSync('/dev/full', 'w'));
    expect(status).toBe(200);
    expect(dropped).toBeGreaterThan(0);
  });

  it('through a pipe that nobody reads stops neither the service nor its end', async () => {
    expect(await serveWithLogTo(fullPipe())).toMatchObject({ status: 200 });
  });
});
