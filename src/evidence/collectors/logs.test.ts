import { describe, expect, it } from 'vitest';
import { recordedCluster } from '../../adapters/dump/recorded-cluster.ts';
import type { Alert } from '../../domain/alert.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { factsOf } from '../../diagnosis/triage/facts.ts';
import type { ClusterReader } from '../../ports/cluster.ts';
import { ClusterError } from '../../ports/cluster.ts';
import { type ArchivedLog, type ArchiveQuery, LogArchiveError } from '../../ports/log-archive.ts';
import { collectEvidence } from '../collect-evidence.ts';
import { resolveTarget } from '../resolve-target.ts';

const now = new Date('2026-03-04T02:30:00Z');
const namespaces = ['shop'];

function alertOf(labels: Readonly<Record<string, string>>): Alert {
  return {
    fingerprint: 'f1',
    status: 'firing',
    labels: { alertname: 'Bad', namespace: 'shop', ...labels },
    annotations: {},
    startsAt: '2026-03-04T02:15:00Z',
  };
}

const job: KubernetesObject = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'backup', namespace: 'shop', uid: 'u-job' },
  spec: { selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': 'u-job' } } },
  status: { failed: 1, conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }] },
};
const pod: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-0', namespace: 'shop', uid: 'u-web-0' },
  spec: { containers: [{ name: 'web' }] },
  status: {
    phase: 'Running',
    containerStatuses: [
      {
        name: 'web',
        ready: true,
        restartCount: 1,
        state: { running: { startedAt: '2026-03-04T02:20:00Z' } },
        lastState: {
          terminated: {
            exitCode: 1,
            startedAt: '2026-03-04T02:00:00Z',
            finishedAt: '2026-03-04T02:19:00Z',
          },
        },
      },
    ],
  },
};

interface Look {
  readonly alert: Alert;
  readonly cluster: ClusterReader;
  readonly answer?: () => Promise<readonly ArchivedLog[]>;
  readonly archived?: boolean;
}

/** What the archive was asked, and the logs that evidence shows. */
async function logsOf({ alert, cluster, answer = async () => [], archived = true }: Look) {
  const asked: ArchiveQuery[] = [];
  const archive = { read: (query: ArchiveQuery) => (asked.push(query), answer()) };
  const resolution = await resolveTarget(alert, cluster);
  const collected = await collectEvidence({
    alerts: [alert],
    namespaces,
    resolution,
    cluster,
    clock: { now: () => now },
    signal: new AbortController().signal,
    ...(archived ? { archive } : {}),
  });
  const facts = factsOf({ alerts: [alert], resolution, namespaces, cluster: 'homelab', collected });
  return { asked, facts, items: collected.items.filter(({ kind }) => kind === 'log') };
}

const written = async () => [
  {
    pod: 'backup-x2x4z',
    container: 'dump',
    text: 'password=hunter2-hunter2\nFATAL: no space left on device',
  },
];
const withLogs = (logs: ClusterReader['logs']): ClusterReader => ({ ...recordedCluster([pod]), logs });
const none = (code: ClusterError['code']) => withLogs(() => Promise.reject(new ClusterError(code, 'none')));
const webAlert = alertOf({ pod: 'web-0' });
const oldLife = {
  namespace: 'shop',
  of: { pod: 'web-0', container: 'web' },
  from: new Date('2026-03-04T02:00:00Z'),
  to: new Date('2026-03-04T02:19:01Z'),
};

describe('logs that no kubelet has', () => {
  it.each([
    ['that is there and has no pod any more', [job]],
    ['that is gone with its pods', []],
  ])('of a Job %s come from the archive, redacted and untrusted', async (_what, objects) => {
    const { asked, items } = await logsOf({
      alert: alertOf({ job_name: 'backup' }),
      cluster: recordedCluster(objects),
      answer: written,
    });
    expect(asked).toMatchObject([
      {
        namespace: 'shop',
        of: { job: 'backup' },
        from: new Date('2026-03-03T23:15:00Z'),
        to: now,
      },
    ]);
    expect(items).toMatchObject([
      {
        ref: { kind: 'Job', name: 'backup' },
        trust: 'untrusted',
        source: expect.stringMatching(/^Loki, /u) as string,
        summary: 'log of container dump in Pod shop/backup-x2x4z, kept by Loki: no kubelet has it',
        detail: expect.stringContaining('FATAL: no space left on device') as string,
      },
    ]);
    expect(JSON.stringify(items)).not.toContain('hunter2');
  });

  it('of a pod that an alert names come from the archive', async () => {
    const { asked } = await logsOf({ alert: alertOf({ pod: 'web-9' }), cluster: recordedCluster([pod]) });
    expect(asked.map(({ of }) => of)).toContainEqual({ pod: 'web-9' });
  });

  it('of a namespace that the incident is not about are not asked for', async () => {
    const alert = alertOf({ namespace: 'kube-system', pod: 'web-9' });
    expect((await logsOf({ alert, cluster: recordedCluster([]) })).asked).toEqual([]);
  });

  it.each(['not-found', 'invalid', 'unreachable', 'server-error', 'timeout'] as const)(
    'of a life before (%s) come from the archive, within the times of that life',
    async (code) => {
      const { asked, items } = await logsOf({ alert: webAlert, cluster: none(code), answer: written });
      expect(asked).toContainEqual(expect.objectContaining(oldLife));
      expect(items.map(({ status }) => status)).not.toContain('could-not-look');
    },
  );

  it.each(['', 'unable to retrieve container logs for containerd://4f2d'])(
    'come from the archive where the kubelet answers “%s”',
    async (text) => {
      const { asked } = await logsOf({
        alert: webAlert,
        cluster: withLogs(async () => text),
        answer: written,
      });
      expect(asked).toContainEqual(expect.objectContaining(oldLife));
    },
  );

  it('are not sought elsewhere by who may not read them', async () => {
    const { asked, items } = await logsOf({ alert: webAlert, cluster: none('forbidden'), answer: written });
    expect(asked).toEqual([]);
    expect(items.every(({ forbidden }) => forbidden)).toBe(true);
  });

  it('are not asked for where the kubelet has them', async () => {
    const { asked, items } = await logsOf({ alert: webAlert, cluster: withLogs(async () => 'FATAL: x') });
    expect(asked).toEqual([]);
    expect(items.map(({ source }) => source)).toEqual([
      expect.stringMatching(/^GET /u),
      expect.stringMatching(/^GET /u),
    ]);
  });

  it.each([
    ['holds nothing', { answer: async () => [] }],
    ['does not answer', { answer: () => Promise.reject(new LogArchiveError('no answer')) }],
    ['is none', { archived: false }],
  ])('stay a log that could not be read where the archive %s', async (_what, look) => {
    const { items } = await logsOf({ alert: webAlert, cluster: none('not-found'), ...look });
    expect(items.map(({ summary }) => summary)).toEqual([
      expect.stringMatching(/^could not look \(not-found\): GET /u),
      expect.stringMatching(/^could not look \(not-found\): GET /u),
    ]);
  });

  it('could not be looked at where nobody else has them and the archive does not answer', async () => {
    const { facts, items } = await logsOf({
      alert: alertOf({ job_name: 'backup' }),
      cluster: recordedCluster([job]),
      answer: () => Promise.reject(new LogArchiveError('no answer')),
    });
    expect(items.map(({ status }) => status)).toEqual(['could-not-look']);
    expect(facts.blind('log')).toBe(true);
  });

  it('are nothing that rules conclude from: whoever may push to the archive could have written them', async () => {
    const { facts, items } = await logsOf({ alert: webAlert, cluster: none('not-found'), answer: written });
    expect(items.length).toBeGreaterThan(0);
    expect(facts.logs).toEqual([]);
  });
});
