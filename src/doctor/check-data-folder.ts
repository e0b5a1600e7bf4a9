import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isFolderInUse } from '../store/sqlite.ts';
import type { Check } from './check.ts';

const name = 'data folder';

/** Whether the store could be opened there; nothing is made. */
export function checkDataFolder(folder: string): Check {
  const nearest = nearestExisting(resolve(folder));
  try {
    accessSync(nearest, constants.W_OK | constants.X_OK);
  } catch {
    const mend = `give the user that runs Firebreak the right to write to it, or set FIREBREAK_DATA_DIR`;
    return { name, status: 'finding', message: `${nearest} cannot be written`, mend };
  }
  if (!isFolderInUse(folder)) return { name, status: 'ok', message: `${folder} can be written` };
  const message = `another Firebreak process is using ${folder}`;
  return { name, status: 'finding', message, mend: 'stop it before you start one, unless it is the service' };
}

function nearestExisting(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestExisting(dirname(folder));
}
