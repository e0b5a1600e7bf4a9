import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { type Config, ConfigError } from '../config.ts';
import { messageOf } from '../domain/message-of.ts';
import { headsFileOf, openHeadsFile } from '../ledger/heads/heads-file.ts';
import { readSigningKey } from '../ledger/heads/keys.ts';
import { type LedgerWatch, type LedgerWatchOptions, watchLedger } from '../ledger/watch-ledger.ts';
import type { Clock } from '../ports/clock.ts';
import type { Schema } from '../store/schema.ts';
import type { Metrics } from '../telemetry/metrics.ts';

const pollMilliseconds = 5_000;

interface LedgerPorts {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'ledgerFindings' | 'ledgerSignedEntry'>;
}

/** Has the ledger verified as it grows, and its heads signed where a key is configured. Throws `ConfigError`. */
export function startLedger(config: Config, { metrics, ...ports }: LedgerPorts): LedgerWatch {
  const { settings } = config;
  const signing = signingOf(config);
  return watchLedger({
    ...ports,
    cluster: settings.cluster,
    ...(signing === undefined ? {} : { signing }),
    headEntries: settings.auditHeadEntries,
    headMilliseconds: settings.auditHeadMinutes * 60_000,
    pollMilliseconds,
    observe({ findings, signedHead }) {
      metrics.ledgerFindings.set(findings.length);
      if (signedHead !== undefined) metrics.ledgerSignedEntry.set(signedHead.seq);
    },
  });
}

function signingOf({ settings, sources }: Config): LedgerWatchOptions['signing'] {
  if (settings.auditKey === undefined) return undefined;
  const file = headsFileOf(settings, settings.dataDir);
  try {
    return { key: readSigningKey(settings.auditKey), file, earlier: openHeadsFile(file) };
  } catch (cause) {
    throw new ConfigError([
      `${sources.auditHeadsFile}: auditHeadsFile: ${file} cannot be written: ${messageOf(cause)}`,
    ]);
  }
}
