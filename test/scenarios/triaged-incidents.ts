import { readFileSync } from 'node:fs';
import { createKubernetesCluster } from '../../src/adapters/kubernetes/kubernetes-cluster.ts';
import { loadKubeConfig } from '../../src/adapters/kubernetes/kube-config.ts';
import { triageCluster } from '../../src/cli/triage-dump.ts';
import { textAt } from '../../src/domain/fields.ts';
import { refText } from '../../src/domain/objects.ts';
import { parsePayload } from '../../src/intake/payload.ts';
import type { ControlPlane } from '../parts/control-plane.ts';
import { expectOk } from '../parts/kube-request.ts';
import { podsOf } from '../parts/kube-pods.ts';
import { waitFor } from '../parts/wait.ts';

const hour = 3_600_000;
const ago = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString();
const merge = { contentType: 'application/merge-patch+json' } as const;

/** Everything of mission's incidents at once, in one cluster. */
export async function breakEverything(cluster: ControlPlane): Promise<void> {
  const manifest = new URL('manifests/incidents.yaml', import.meta.url);
  await cluster.apply(readFileSync(manifest, 'utf8'));
  for (const namespace of ['dnd', 'reports']) {
    const status = { lastScheduleTime: ago(hour), lastSuccessfulTime: ago(44 * hour) };
    await patchStatus(cluster, `/apis/batch/v1/namespaces/${namespace}/cronjobs/ecr-login`, status);
  }
  await runOf(cluster, 'reports', 'nightly-report', 'nightly-report-29523000', 'pull-denied');
  await runOf(cluster, 'cardboard', 'postgres-backup', 'postgres-backup-29520495', 'fail');
  await ended(cluster, 'cardboard', 'postgres-backup-29520495', 'Failed');
  await runOf(cluster, 'cardboard', 'postgres-backup', 'postgres-backup-29523375', 'succeed');
  await ended(cluster, 'cardboard', 'postgres-backup-29523375', 'Complete');
  await cluster.addLogs({
    namespace: 'monitoring',
    pod: 'prometheus-0',
    container: 'prometheus',
    text: 'level=error component=tsdb msg="Failed to write WAL" err="write /prometheus/wal/00001411: input/output error"',
  });
  await pods(cluster, 'monitoring', 'app=prometheus', ({ ready }) => ready);
  await pods(cluster, 'monitoring', 'app=loki', ({ restarts }) => restarts > 0);
  await pods(cluster, 'dnd', 'app=dnd-backend', isDenied);
  await pods(cluster, 'reports', 'job-name=nightly-report-29523000', isDenied);
  await pods(cluster, 'media', 'app=plex', ({ ready }) => ready);
  const [livekit] = await pods(cluster, 'media', 'app=livekit', ({ ready }) => ready);
  await restartedLongAgo(cluster, 'media', livekit?.name ?? '');
}

type Pod = Awaited<ReturnType<typeof podsOf>>[number];

const isDenied = ({ containers }: Pod) =>
  containers.some(({ state }) => textAt(state, 'waiting', 'reason') === 'ImagePullBackOff');

/** The pods that a selector finds, once all of them are as wanted. */
async function pods(
  cluster: ControlPlane,
  namespace: string,
  selector: string,
  isWanted: (pod: Pod) => boolean,
): Promise<readonly Pod[]> {
  return await waitFor(
    async () => {
      const found = await podsOf(cluster, namespace, selector);
      return found.length > 0 && found.every(isWanted) ? found : undefined;
    },
    { what: `the pods ${selector} of ${namespace} to be as the incident has them` },
  );
}

/** A run of a CronJob, as its controller would have made it. */
async function runOf(
  cluster: ControlPlane,
  namespace: string,
  cronJob: string,
  name: string,
  outcome: string,
) {
  const path = `/apis/batch/v1/namespaces/${namespace}/cronjobs/${cronJob}`;
  const owner = (await expectOk(cluster.request('GET', path), path)) as {
    readonly metadata: { readonly uid: string };
    readonly spec: {
      readonly jobTemplate: { readonly spec: { readonly template: { readonly spec: object } } };
    };
  };
  const { spec } = owner.spec.jobTemplate;
  await cluster.apply(
    JSON.stringify({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name,
        namespace,
        ownerReferences: [
          {
            apiVersion: 'batch/v1',
            kind: 'CronJob',
            name: cronJob,
            uid: owner.metadata.uid,
            controller: true,
          },
        ],
      },
      spec: { ...spec, template: { ...spec.template, metadata: { labels: { 'test-outcome': outcome } } } },
    }),
  );
}

async function ended(cluster: ControlPlane, namespace: string, job: string, type: string): Promise<void> {
  const path = `/apis/batch/v1/namespaces/${namespace}/jobs/${job}`;
  await waitFor(
    async () => {
      const { json } = await cluster.request('GET', path);
      const { conditions = [] } =
        (json as { status?: { conditions?: readonly { type: string }[] } }).status ?? {};
      return conditions.some((condition) => condition.type === type);
    },
    { what: `Job ${namespace}/${job} to be ${type}` },
  );
}

/** What a liveness blip of an hour ago leaves behind: a container that runs, and how the one before it ended. */
async function restartedLongAgo(cluster: ControlPlane, namespace: string, pod: string): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/pods/${pod}`;
  const { json } = await cluster.request('GET', path);
  const { status } = json as { status: { containerStatuses: readonly object[] } };
  const terminated = { exitCode: 137, reason: 'Error', startedAt: ago(9 * hour), finishedAt: ago(hour) };
  await patchStatus(cluster, path, {
    containerStatuses: status.containerStatuses.map((container) => ({
      ...container,
      restartCount: 1,
      lastState: { terminated },
    })),
  });
}

async function patchStatus(cluster: ControlPlane, path: string, status: object): Promise<void> {
  await expectOk(cluster.request('PATCH', `${path}/status`, { body: { status }, ...merge }), `patch ${path}`);
}

/** What triage answers for alerts with these labels, with no more than the planner's rights. */
export async function triageLive(
  cluster: ControlPlane,
  ...labels: readonly Readonly<Record<string, string>>[]
) {
  const kubeConfig = loadKubeConfig({
    source: { file: cluster.kubeconfigFor('firebreak-planner') },
    environment: {},
  });
  const client = createKubernetesCluster({ kubeConfig, timeoutMilliseconds: 30_000 });
  const startsAt = ago(5 * 60_000);
  const payload = parsePayload({
    version: '4',
    groupKey: '{}:{}',
    alerts: labels.map((one) => ({ status: 'firing', labels: one, startsAt })),
  });
  try {
    if ('invalid' in payload) throw new Error(payload.invalid);
    const { groupKey, alerts } = payload;
    const answer = await triageCluster(alerts, groupKey, client.reader, new Date(), 'default');
    const [first] = answer.causes;
    return {
      cause: first === undefined ? 'none' : `${first.cause} ${refText(first.object)}`,
      actions: answer.actions.map(
        ({ action, target, params }) => `${action} ${refText(target)} ${JSON.stringify(params)}`,
      ),
      ranking: answer.causes
        .map(({ cause, object, why }) => `${cause} ${refText(object)}: ${why}`)
        .join('\n'),
      apiCalls: answer.cost.apiCalls,
    };
  } finally {
    await client.close();
  }
}

export async function podOf(cluster: ControlPlane, namespace: string, selector: string): Promise<string> {
  const [pod] = await podsOf(cluster, namespace, selector);
  return pod?.name ?? '';
}
