import { textAt } from '../../domain/fields.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import type { Collector, CollectorContext, Observation } from '../collector.ts';
import { incidentWorkloads } from '../incident-workloads.ts';
import { known } from '../kinds.ts';
import { lookOr } from '../look-error.ts';
import { observe, observeBriefly } from '../observe.ts';
import { namesSecret, pullSecretsOf } from '../pull-secrets.ts';
import { allOf, jobsOf } from '../related.ts';
import { jobView, newestFirst } from '../views/job-view.ts';
import { podTemplate } from '../views/workload-view.ts';
import { incidentPods } from './pods.ts';

const mostRuns = 3;
const pullWaits = new Set(['ImagePullBackOff', 'ErrImagePull']);

/**
 * The ServiceAccount of the incident's workloads; and where their images cannot be pulled, the CronJobs that name the
 * pull secret, with their last runs. No Secret is read: whether it is fresh is inferred from them.
 */
export const accountCollector: Collector = {
  name: 'account',
  kind: 'account',
  collect: async (context) => {
    const workloads = await incidentWorkloads(context);
    const accounts = (await Promise.all(workloads.slice(0, 3).map((one) => accountOf(one, context)))).flat();
    const stuck = (await incidentPods(context)).some(({ containers }) =>
      containers.some(({ waiting }) => pullWaits.has(waiting?.reason ?? '')),
    );
    if (!stuck) return accounts;
    const objects = accounts.flatMap(({ object }) => object ?? []);
    const secrets = [...workloads, ...objects].flatMap(pullSecretsOf);
    return [...accounts, ...(await refreshers(secrets, context))];
  },
};

async function accountOf(
  workload: KubernetesObject,
  { cluster }: CollectorContext,
): Promise<readonly Observation[]> {
  const name = textAt(podTemplate(workload), 'spec', 'serviceAccountName') ?? 'default';
  const ref = known('ServiceAccount', name, workload.metadata.namespace ?? '');
  return await lookOr('account', ref, async () => {
    const account = await cluster.get(ref);
    return account === undefined ? [] : [observe(account)];
  });
}

async function refreshers(
  secrets: readonly string[],
  { namespaces, cluster }: CollectorContext,
): Promise<readonly Observation[]> {
  if (secrets.length === 0) return [];
  const looks = namespaces.map(async (namespace) =>
    lookOr('cronjob', known('CronJob', '*', namespace), async () => {
      const cronJobs = (await allOf('CronJob', namespace, cluster)).filter((one) =>
        secrets.some((secret) => namesSecret(one, secret)),
      );
      const runs = await Promise.all(cronJobs.map(async (one) => await jobsOf(one, cluster)));
      const newest = newestFirst(runs.flat().map(jobView)).slice(0, mostRuns);
      return [...cronJobs.map(observe), ...newest.map(({ object }) => observeBriefly(object))];
    }),
  );
  return (await Promise.all(looks)).flat();
}
