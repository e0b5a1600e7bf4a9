import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock, Ids } from '../../src/ports/clock.ts';
import { openStore, type Store } from '../../src/store/sqlite.ts';

/** A clock that stands still until it is told to go on. */
export function fakeClock(
  start = '2026-03-04T02:00:00.000Z',
): Clock & { advance(milliseconds: number): void } {
  let now = Date.parse(start);
  return {
    now: () => new Date(now),
    advance(milliseconds) {
      now += milliseconds;
    },
  };
}

/** Ids that count: `inc_000001`, `inc_000002`, … */
export function countingIds(): Ids {
  let count = 0;
  return {
    next(prefix) {
      count += 1;
      return `${prefix}_${String(count).padStart(6, '0')}`;
    },
  };
}

/** A real SQLite store in a folder of its own. */
export async function temporaryStore(): Promise<Store & { readonly folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-test-'));
  const store = await openStore(folder);
  return {
    db: store.db,
    folder,
    async close() {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
