import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Settings } from '../config.ts';
import { isFolderInUse } from '../store/sqlite.ts';
import type { Check } from './check.ts';
import { isServiceAt } from './service-at.ts';

const name = 'data folder';
const leastFreeBytes = 256 * 1024 * 1024;
const othersMayRead = 0o004;

export interface DataFolderOptions {
  readonly signal: AbortSignal;
  /** Free bytes where a folder lies. */
  readonly freeBytes?: (folder: string) => number;
}

/** Whether the store could be opened there, and kept; nothing is made. */
export async function checkDataFolder(
  { dataDir: folder, host, port }: Pick<Settings, 'dataDir' | 'host' | 'port'>,
  { signal, freeBytes = freeBytesAt }: DataFolderOptions,
): Promise<readonly Check[]> {
  const nearest = nearestExisting(resolve(folder));
  try {
    accessSync(nearest, constants.W_OK | constants.X_OK);
  } catch {
    const mend = `give the user that runs Firebreak the right to write to it, or set FIREBREAK_DATA_DIR`;
    return [{ name, status: 'finding', message: `${nearest} cannot be written`, mend }];
  }
  const use = isFolderInUse(folder) ? await checkUser(folder, { host, port, signal }) : free(folder);
  return [use, ...checkDisk(freeBytes(nearest)), ...checkPrivacy(folder)];
}

function free(folder: string): Check {
  return { name, status: 'ok', message: `${folder} can be written` };
}

/** Beside the running service the folder is its own. */
async function checkUser(
  folder: string,
  { host, port, signal }: { readonly host: string; readonly port: number; readonly signal: AbortSignal },
): Promise<Check> {
  if (await isServiceAt({ host, port }, signal))
    return { name, status: 'ok', message: `the running service uses ${folder}` };
  return {
    name,
    status: 'finding',
    message: `another Firebreak process is using ${folder}, and no service answers on port ${port}`,
    mend: 'stop it before you start one',
  };
}

function checkDisk(bytes: number): readonly Check[] {
  if (bytes >= leastFreeBytes) return [];
  const message = `${Math.floor(bytes / 1024 / 1024)} MiB are free; without room no alert can be taken in`;
  return [
    {
      name: 'disk',
      status: 'finding',
      message,
      mend: 'make room, or enlarge the volume of FIREBREAK_DATA_DIR',
    },
  ];
}

function freeBytesAt(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** The service itself makes it readable by its owner alone; a restored backup may be otherwise. */
function checkPrivacy(folder: string): readonly Check[] {
  const file = join(folder, 'firebreak.db');
  if (!existsSync(file) || (statSync(file).mode & othersMayRead) === 0) return [];
  const message = `every user of this machine may read ${file}, with evidence and sessions in it`;
  return [{ name, status: 'finding', message, mend: `chmod o-rwx ${file}` }];
}

function nearestExisting(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestExisting(dirname(folder));
}
