import { type Attempt, create, type LiveShop, mark, merge, patch, remove } from './requests.ts';

const batch = '/apis/batch/v1/namespaces';
const core = '/api/v1/namespaces';
const onePod = { containers: [{ name: 'app', image: 'envoy:1' }] };

/** Jobs, CronJobs and pods. */
export function batchWork({ nightly, failed, running, pod, single }: LiveShop): readonly Attempt[] {
  const jobs = `${batch}/shop/jobs`;
  const cron = `${batch}/shop/cronjobs/nightly`;
  const owner = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    name: 'nightly',
    uid: nightly.metadata.uid,
    controller: true,
  };
  const spec = { template: { spec: { ...onePod, restartPolicy: 'Never', hostPID: true } } };
  const made = (what: string, owners: readonly object[], cronJob = 'nightly') =>
    create(what, jobs, {
      metadata: mark({
        name: 'mine',
        labels: { 'firebreak.dev/cronjob': cronJob },
        ownerReferences: owners,
      }),
      spec,
    });
  const uid = (object: { readonly metadata: { readonly uid?: string } }) => ({
    preconditions: { uid: object.metadata.uid },
  });
  const background = { propagationPolicy: 'Background' };
  return [
    made('a Job', []),
    made('a Job that is not like its CronJob', [owner]),
    made('a Job of a CronJob that is not there', [{ ...owner, name: 'gone', uid: 'gone' }], 'gone'),
    {
      // The binding to that CronJob refuses whoever it is.
      ...made('a Job of a CronJob that is gone and has a rule', [{ ...owner, name: 'named' }], 'named'),
      untried: true,
    },
    made('a Job that names another CronJob than its own', [owner], 'paused'),
    made('a Job of a CronJob that is not there, under the name of one', [{ ...owner, name: 'gone' }]),
    made('a Job of another life of its CronJob', [{ ...owner, uid: 'gone' }]),
    merge('a schedule', cron, { metadata: mark({}), spec: { schedule: '* * * * *' } }),
    merge('a schedule beside a pause', cron, {
      metadata: mark({}),
      spec: { suspend: true, schedule: '* * * * *' },
    }),
    merge('what a CronJob runs', cron, {
      metadata: mark({}),
      spec: { jobTemplate: { spec: { template: { spec: { hostPID: true } } } } },
    }),
    remove('a CronJob gone', cron),
    remove('a Job that runs', `${jobs}/running`, { ...uid(running), ...background }),
    remove('a failed Job, whichever life', `${jobs}/failed`, background),
    remove('a failed Job without its pods', `${jobs}/failed`, {
      ...uid(failed),
      propagationPolicy: 'Orphan',
    }),
    merge('a Job resumed', `${jobs}/running`, { metadata: mark({}), spec: { suspend: false } }),
    remove('a pod of nobody', `${core}/shop/pods/single`, { ...uid(single), ...background }),
    remove('a pod, whichever life', `${core}/shop/pods/${pod.metadata.name}`, background),
    merge('a label of a pod', `${core}/shop/pods/${pod.metadata.name}`, {
      metadata: mark({ labels: { x: 'y' } }),
    }),
    patch('an image of a pod', `${core}/shop/pods/single`, {
      spec: { containers: [{ name: 'app', image: 'evil:1' }] },
    }),
  ];
}
