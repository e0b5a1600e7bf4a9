import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ControlPlane } from '../parts/control-plane.ts';
import { failingJobs, oomBelow300Mi, pullsDenied } from '../parts/kwok-stages.ts';
import { partMissing } from '../parts/parts.ts';
import { crashLoopAlert, scraperCrashes, startCardboardCluster } from './real-cluster.ts';
import { breakEverything, podOf, triageLive } from './triaged-incidents.ts';

// Each wait inside has a limit of its own that says what it waited for.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 240_000 });

describe.skipIf(partMissing('control-plane'))('triage on a real cluster, without any model', () => {
  let cluster: ControlPlane;

  beforeAll(async () => {
    cluster = await startCardboardCluster([oomBelow300Mi, failingJobs, pullsDenied]);
    await breakEverything(cluster);
  });
  afterAll(() => cluster?.stop());

  async function expectAnswer(
    labels: Readonly<Record<string, string>>,
    cause: string,
    actions: readonly string[] = [],
  ) {
    const answer = await triageLive(cluster, labels);
    expect({ cause: answer.cause, actions: answer.actions }, answer.ranking).toEqual({ cause, actions });
    expect(answer.apiCalls).toBeLessThanOrEqual(60);
  }

  it('1. raises the limit of the scraper', async () => {
    await expectAnswer(
      crashLoopAlert(await scraperCrashes(cluster)).labels,
      'container.oom-killed Deployment cardboard/price-scraper',
      [
        'set-resources Deployment cardboard/price-scraper {"container":"scraper","limits":{"memory":"512Mi"}}',
      ],
    );
  });

  it('2. names the Service that catches the database, and the label that tells them apart', async () => {
    await expectAnswer(
      { alertname: 'ServiceHighErrorRate', namespace: 'trap', service: 'web' },
      'service.captures-second-workload Service trap/web',
      ['patch-service-selector Service trap/web {"selector":{"app.kubernetes.io/component":"web"}}'],
    );
  });

  const level = (namespace: string, enforce: string) => [
    `set-labels Namespace ${namespace} {"labels":{"pod-security.kubernetes.io/enforce":"${enforce}"}}`,
  ];
  it.each([
    ['cardboard', level('cardboard', 'baseline')],
    ['trade-bot', level('trade-bot', 'baseline')],
    ['home-assistant', []],
    ['dev-workspace', []],
  ])('3. labels %s no tighter than what runs there', async (namespace, actions) => {
    await expectAnswer(
      { alertname: 'NamespaceWithoutPodSecurityLevel', namespace },
      `namespace.no-pod-security-level Namespace ${namespace}`,
      actions,
    );
  });

  describe('4. of seven alerts', () => {
    const staleBackup = {
      alertname: 'KubeJobFailed',
      namespace: 'cardboard',
      job_name: 'postgres-backup-29520495',
    };

    it.each([
      [
        'Prometheus',
        { alertname: 'KubeStatefulSetReplicasMismatch', namespace: 'monitoring', statefulset: 'prometheus' },
      ],
      [
        'a Longhorn volume that heals',
        {
          alertname: 'LonghornVolumeStatusWarning',
          namespace: 'longhorn-system',
          volume: 'pvc-77',
          pvc: 'db-prometheus-0',
          pvc_namespace: 'monitoring',
          job: 'longhorn-backend',
        },
      ],
      [
        'the instance manager',
        {
          alertname: 'LonghornInstanceManagerTimeout',
          namespace: 'longhorn-system',
          instance_manager: 'instance-manager-4f5e',
          job: 'longhorn-backend',
        },
      ],
    ])('leaves %s alone', async (_what, labels) => {
      expect((await triageLive(cluster, labels)).actions).toEqual([]);
    });

    it('closes the blips of LiveKit and Plex as such', async () => {
      const livekit = await podOf(cluster, 'media', 'app=livekit');
      await expectAnswer(
        { alertname: 'KubePodCrashLooping', namespace: 'media', pod: livekit, container: 'livekit' },
        'transient.recovered Deployment media/livekit',
      );
      await expectAnswer(
        { alertname: 'KubePodNotReady', namespace: 'media', pod: 'plex-0' },
        'transient.recovered StatefulSet media/plex',
      );
    });

    it('renews the pull secret of dnd-backend', async () => {
      const pod = await podOf(cluster, 'dnd', 'app=dnd-backend');
      await expectAnswer(
        { alertname: 'KubePodCrashLooping', namespace: 'dnd', pod, container: 'dnd-backend' },
        'image.pull-denied Deployment dnd/dnd-backend',
        ['run-cronjob CronJob dnd/ecr-login {}'],
      );
    });

    it('6. deletes the stale backup Job, and nothing else', async () => {
      await expectAnswer(staleBackup, 'job.stale-failure Job cardboard/postgres-backup-29520495', [
        'delete-job Job cardboard/postgres-backup-29520495 {}',
      ]);
    });
  });

  it('5. finds the volume that Prometheus cannot write, not Loki that crash-loops beside it', async () => {
    await expectAnswer(
      {
        alertname: 'PrometheusNotIngestingSamples',
        namespace: 'monitoring',
        pod: 'prometheus-0',
        container: 'prometheus',
        job: 'prometheus-k8s',
      },
      'storage.io-error PersistentVolumeClaim monitoring/db-prometheus-0',
    );
  });

  it('7. renews the expired pull secret, then runs the nightly report once more', async () => {
    const pod = await podOf(cluster, 'reports', 'job-name=nightly-report-29523000');
    await expectAnswer(
      { alertname: 'KubePodNotReady', namespace: 'reports', pod },
      'image.pull-denied CronJob reports/nightly-report',
      ['run-cronjob CronJob reports/ecr-login {}', 'run-cronjob CronJob reports/nightly-report {}'],
    );
  });
});
