import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';

/**
 * Copies the store of a data folder into a new file that its owner alone may read, as it is at one moment, beside a
 * running service too (https://www.sqlite.org/lang_vacuum.html#vacuuminto). Throws where the file is there already.
 */
export function backUpStore(folder: string, file: string): void {
  closeSync(openSync(file, 'wx', 0o600));
  const raw = new Database(join(folder, 'firebreak.db'), { readonly: true, fileMustExist: true });
  try {
    raw.exec(`vacuum into '${file.replaceAll("'", "''")}'`);
  } finally {
    raw.close();
  }
}
