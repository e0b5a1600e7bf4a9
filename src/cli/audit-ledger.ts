import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openStoreForReading, type Store } from '../store/sqlite.ts';
import { UsageError } from './command-line.ts';

/** Throws `UsageError` where a data folder holds no store. */
export function requireStore(dataDir: string): void {
  if (!existsSync(join(dataDir, 'firebreak.db')))
    throw new UsageError(`${dataDir}: holds no Firebreak store; set FIREBREAK_DATA_DIR`);
}

/** Opens the store of a data folder for reading, beside a running service or without one. Throws `UsageError`. */
export function openLedger(dataDir: string): Pick<Store, 'db' | 'close'> {
  requireStore(dataDir);
  return openStoreForReading(dataDir);
}
