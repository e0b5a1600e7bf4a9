import type { Config } from '../config.ts';
import { alertName } from '../domain/alert.ts';
import { namespaceOf } from '../domain/objects.ts';
import { incidentKey } from '../evidence/incident-key.ts';
import { rememberingReader } from '../evidence/remembering-reader.ts';
import { resolveTarget, targetOf } from '../evidence/resolve-target.ts';
import { settleSecondsFor } from '../guardrails/policies/settle-seconds.ts';
import type { CorrelatePorts } from '../intake/correlate.ts';
import type { Foundation } from './foundation.ts';

/** In milliseconds; alerts of one storm come within seconds. */
const ownersGoodFor = 2_000;

/** How an alert finds its incident: by what it is about, looked up in the cluster. */
export function createCorrelatePorts(
  { settings, sources }: Config,
  { db, clock, ids, cluster, policies }: Foundation,
): CorrelatePorts {
  const owners = rememberingReader(cluster, { clock, milliseconds: ownersGoodFor, most: 1_000 });
  return {
    db,
    clock,
    ids,
    clusterName: settings.cluster,
    async place(alert, groupKey) {
      const resolution = await resolveTarget(alert, owners);
      const target = targetOf(resolution);
      const namespace = resolution.namespace ?? (target === undefined ? undefined : namespaceOf(target));
      return {
        key: incidentKey(alert, resolution, groupKey),
        ...(target === undefined ? {} : { target }),
        ...(namespace === undefined ? {} : { namespace }),
      };
    },
    settleSeconds: (alert) =>
      sources.settleSeconds === 'default'
        ? settleSecondsFor(alertName(alert), policies.current().limits, settings.settleSeconds)
        : settings.settleSeconds,
  };
}
