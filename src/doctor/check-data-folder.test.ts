import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listen, sendJson } from '../../test/parts/json-server.ts';
import { freePort } from '../../test/parts/ports.ts';
import { openStore } from '../store/sqlite.ts';
import { checkDataFolder } from './check-data-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/firebreak-folder-`);
});
afterEach(() => rmSync(folder, { recursive: true }));

const check = (port: number, freeBytes = 1024 ** 3) =>
  checkDataFolder(
    { dataDir: folder, host: '0.0.0.0', port },
    { signal: new AbortController().signal, freeBytes: () => freeBytes },
  );

describe('what doctor says of the data folder', () => {
  it('takes it for the own folder of the service that answers on its port', async () => {
    const service = await listen((_request, response) => sendJson(response, 200, { alive: true }));
    const store = await openStore(folder);
    const checks = await check(Number(new URL(service.url).port));
    await store.close();
    await service.stop();

    expect(checks).toEqual([
      { name: 'data folder', status: 'ok', message: `the running service uses ${folder}` },
    ]);
  });

  it('finds a process that holds it where no service answers', async () => {
    const store = await openStore(folder);
    const checks = await check(await freePort());
    await store.close();

    expect(checks).toMatchObject([{ status: 'finding', mend: 'stop it before you start one' }]);
  });

  it('finds a disk that is nearly full', async () => {
    expect(await check(0, 10 * 1024 * 1024)).toMatchObject([
      { name: 'data folder', status: 'ok' },
      { name: 'disk', status: 'finding', message: expect.stringContaining('10 MiB') as string },
    ]);
  });
});
