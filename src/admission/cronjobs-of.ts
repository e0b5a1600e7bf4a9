import { apiVersions } from '../evidence/kinds.ts';
import type { ClusterReader } from '../ports/cluster.ts';
import type { Source } from './owner-shape.ts';

/** The CronJobs of a cluster, for the rules that do not name theirs. Throws `ClusterError`. */
export async function cronJobsOf(reader: ClusterReader): Promise<readonly Source[]> {
  const { items } = await reader.list({ apiVersion: apiVersions.CronJob, kind: 'CronJob' });
  return items.flatMap(({ metadata: { namespace, name } }) =>
    namespace === undefined ? [] : [{ namespace, name }],
  );
}
