import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { createIds } from '../adapters/system.ts';
import type { Settings } from '../config.ts';
import { createRedactor } from '../evidence/text/redact.ts';
import type { FailureLog } from '../ledger/failure-patterns/failure-log.ts';
import { createFailureLog } from '../ledger/failure-patterns/failure-log.ts';
import type { Clock, Ids } from '../ports/clock.ts';
import type { ClusterReader } from '../ports/cluster.ts';
import type { Redact } from '../ports/redact.ts';
import { countOpenByState } from '../store/queries.ts';
import type { Schema } from '../store/schema.ts';
import { ensureSignInToken } from '../store/sign-in-token.ts';
import { openStore } from '../store/sqlite.ts';
import { installComponentMetrics } from '../telemetry/component-metrics.ts';
import type { Components } from '../telemetry/components.ts';
import { createComponents } from '../telemetry/components.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { installMistakeMetrics } from '../telemetry/mistake-metrics.ts';
import { watchReader } from '../telemetry/watch-components.ts';
import type { Changes } from './changes.ts';
import { createChanges } from './changes.ts';
import type { ComposeOptions } from './compose-options.ts';
import { knownSecretsOf } from './known-secrets.ts';
import type { PolicyHolder } from './policy-holder.ts';
import { holdPolicies } from './policy-holder.ts';

/** What the rooms of the service share. */
export interface Foundation {
  readonly settings: Settings;
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly policies: PolicyHolder;
  readonly metrics: Metrics;
  readonly components: Components;
  /** Reads as the planner; what does not answer is known. */
  readonly cluster: ClusterReader;
  readonly changes: Changes;
  readonly failures: FailureLog;
  /** By the patterns, and by the secrets that are known. */
  readonly redact: Redact;
  /** The token that signs in as long as there is no other way, and where it stands. */
  readonly signIn: { readonly token: string; readonly file: string };
  closeStore(): Promise<void>;
}

/** Throws where policies are broken or the store does not open. */
export async function layFoundation(options: ComposeOptions): Promise<Foundation> {
  const { clock, logger } = options;
  const { settings } = options.config;
  const policies = holdPolicies(settings.policies, logger, options.adjustPolicies);
  const store = await openStore(settings.dataDir);
  const { db } = store;
  const signIn = ensureSignInToken(settings.dataDir, randomBytes);
  const metrics = createMetrics(options.version, () => countOpenByState(db));
  const components = createComponents({ clock, logger });
  installComponentMetrics(metrics.registry, {
    degraded: () => components.degraded(),
    logLinesDropped: options.logLinesDropped ?? (() => 0),
  });
  const failures = createFailureLog(db, () => policies.current());
  installMistakeMetrics(metrics.registry, failures);
  return {
    settings,
    db,
    clock,
    ids: createIds(clock),
    policies,
    metrics,
    components,
    cluster: watchReader(options.planner.reader, components),
    changes: createChanges(),
    failures,
    redact: createRedactor([...knownSecretsOf(settings, options.environment ?? {}), signIn.token]),
    signIn,
    closeStore: () => store.close(),
  };
}
