import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { NamespaceMap } from '../guardrails/policies/policies.ts';
import { findPrometheus } from '../intake/heartbeats/find-prometheus.ts';
import { type HeartbeatWatch, watchHeartbeats } from '../intake/heartbeats/watch-heartbeats.ts';
import type { AlertSource } from '../ports/alert-source.ts';
import type { Clock } from '../ports/clock.ts';
import type { ClusterReader } from '../ports/cluster.ts';
import type { Schema } from '../store/schema.ts';
import type { Metrics } from '../telemetry/metrics.ts';

interface HeartbeatPorts {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly cluster: ClusterReader;
  readonly alertSource: AlertSource | undefined;
  readonly namespaceMap: () => NamespaceMap;
  readonly metrics: Pick<Metrics, 'heartbeatAge' | 'heartbeatMissing'>;
  readonly changed: (incidents: readonly string[]) => void;
}

const pollMilliseconds = 15_000;

/** The dead man's switch over the alerts that the configuration expects. */
export function startHeartbeats({ settings, sources }: Config, ports: HeartbeatPorts): HeartbeatWatch {
  const { db, clock, logger, cluster, alertSource, namespaceMap, metrics, changed } = ports;
  return watchHeartbeats({
    db,
    clock,
    logger,
    clusterName: settings.cluster,
    names: settings.heartbeats,
    namesGiven: sources.heartbeats !== 'default',
    patienceSeconds: settings.heartbeatMinutes * 60,
    patienceGiven: sources.heartbeatMinutes !== 'default',
    ...(alertSource === undefined ? {} : { alertSource }),
    locate: (heartbeat) => findPrometheus(heartbeat, namespaceMap().components['prometheus'], cluster),
    pollMilliseconds,
    observe(heartbeats, now) {
      metrics.heartbeatAge.reset();
      metrics.heartbeatMissing.reset();
      for (const { key, seenAt, missingSince } of heartbeats) {
        metrics.heartbeatAge.set({ heartbeat: key }, (now.getTime() - Date.parse(seenAt)) / 1000);
        metrics.heartbeatMissing.set({ heartbeat: key }, missingSince === undefined ? 0 : 1);
      }
    },
    changed,
  });
}
