import { stringify } from 'yaml';
import { textAt } from '../../../src/domain/fields.ts';
import type { PostableAlert } from '../../parts/alertmanager.ts';
import type { ControlPlane } from '../../parts/control-plane.ts';
import { podsOf } from '../../parts/kube-pods.ts';
import { waitFor } from '../../parts/wait.ts';

/** Something that is really wrong in the cluster, and what tells of it. */
export interface Trouble {
  /** The name of the object that is to be mended; no other trouble has it. */
  readonly name: string;
  readonly alert: PostableAlert;
  /** Takes away what is left of it. */
  readonly clean: () => Promise<void>;
}

type Cluster = Pick<ControlPlane, 'apply' | 'request'>;

const patience = { timeoutMs: 120_000, everyMs: 500 };

const container = (name: string, memory: string) => ({
  name,
  image: `registry.example/${name}:1`,
  resources: { requests: { memory: '128Mi', cpu: '10m' }, limits: { memory } },
});

/** A Deployment whose only pod is killed for its memory: mended by a patch. */
export async function startOom(cluster: Cluster, namespace: string, name: string): Promise<Trouble> {
  const labels = { app: name };
  const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;
  await cluster.apply(
    stringify({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [container('scraper', '256Mi')] } },
      },
    }),
  );
  const pod = await waitFor(
    async () => (await podsOf(cluster, namespace, `app=${name}`)).find((each) => each.restarts > 0),
    { what: `${name} to crash`, ...patience },
  );
  return {
    name,
    alert: {
      labels: {
        alertname: 'PodCrashLoopBackOff',
        severity: 'critical',
        namespace,
        pod: pod.name,
        container: 'scraper',
      },
      annotations: { summary: `${pod.name} is crash looping` },
    },
    clean: async () => {
      await cluster.request('DELETE', path);
    },
  };
}

/** A failed Job of a CronJob that has succeeded since: mended by deleting the Job. */
export async function startStaleJob(cluster: Cluster, namespace: string, name: string): Promise<Trouble> {
  const template = (outcome: string) => ({
    metadata: { labels: { 'test-outcome': outcome } },
    spec: { restartPolicy: 'Never', containers: [container('backup', '512Mi')] },
  });
  const cronJob = `/apis/batch/v1/namespaces/${namespace}/cronjobs/${name}`;
  await cluster.apply(
    stringify({
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name, namespace },
      spec: {
        schedule: '0 0 1 1 *',
        jobTemplate: { spec: { backoffLimit: 0, template: template('complete') } },
      },
    }),
  );
  const uid = textAt((await cluster.request('GET', cronJob)).json, 'metadata', 'uid') ?? '';
  const run = async (job: string, outcome: string, condition: string): Promise<void> => {
    await cluster.apply(
      stringify({
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: {
          name: job,
          namespace,
          ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name, uid, controller: true }],
        },
        spec: { backoffLimit: 0, template: template(outcome) },
      }),
    );
    await waitFor(
      async () =>
        (await cluster.request('GET', `/apis/batch/v1/namespaces/${namespace}/jobs/${job}`)).text.includes(
          `"type":"${condition}","status":"True"`,
        ),
      { what: `${job} to be ${condition}`, ...patience },
    );
  };
  const failed = `${name}-1`;
  await run(failed, 'fail', 'Failed');
  await run(`${name}-2`, 'complete', 'Complete');
  return {
    name: failed,
    alert: {
      labels: { alertname: 'KubeJobFailed', severity: 'warning', namespace, job_name: failed },
      annotations: { summary: `${failed} has failed` },
    },
    clean: async () => {
      await cluster.request('DELETE', `${cronJob}?propagationPolicy=Background`);
    },
  };
}
