import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock, wait } from '../adapters/system.ts';
import type { Config } from '../config.ts';
import { checkTestAlert } from '../doctor/check-test-alert.ts';
import type { Check } from '../doctor/check.ts';
import { isServiceAt } from '../doctor/service-at.ts';
import { isRecordedAlert } from '../store/received-alert.ts';
import { openStoreForReading } from '../store/sqlite.ts';

/** Doctor's test alert, seen in the store that the running service keeps. */
export async function sendTestAlert(
  { settings }: Pick<Config, 'settings'>,
  labels: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const isThere = existsSync(join(settings.dataDir, 'firebreak.db'));
  const store = isThere ? openStoreForReading(settings.dataDir) : undefined;
  try {
    const ports = {
      clock: systemClock,
      wait,
      listens: () => isServiceAt(settings, signal),
      hasRecorded:
        store === undefined
          ? undefined
          : (label: string, value: string) => isRecordedAlert(store.db, label, value),
    };
    return await checkTestAlert(settings.alertmanagerUrl, labels, ports, signal);
  } finally {
    await store?.close();
  }
}
