import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ControlPlane, type KubeReply, startControlPlane } from './control-plane.ts';
import { failingJobs, oomBelow300Mi } from './kwok-stages.ts';
import { podsOf } from './kube-pods.ts';
import { partMissing } from './parts.ts';
import { waitFor } from './wait.ts';

const SCRAPER = `
apiVersion: v1
kind: Namespace
metadata: { name: cardboard }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: price-scraper, namespace: cardboard }
spec:
  replicas: 1
  selector: { matchLabels: { app: price-scraper } }
  template:
    metadata: { labels: { app: price-scraper } }
    spec:
      containers:
        - { name: scraper, image: registry.example/scraper:1, resources: { limits: { memory: 256Mi } } }
        - { name: sidecar, image: registry.example/sidecar:1 }
`;

function job(name: string, labels: string): string {
  return `
apiVersion: batch/v1
kind: Job
metadata: { name: ${name} }
spec:
  backoffLimit: 0
  template:
    metadata: { labels: { ${labels} } }
    spec:
      restartPolicy: Never
      containers: [{ name: backup, image: registry.example/backup:1 }]
`;
}

describe.skipIf(partMissing('control-plane'))('a real control plane', () => {
  let cluster: ControlPlane;

  beforeAll(async () => {
    cluster = await startControlPlane({ stages: [oomBelow300Mi, failingJobs] });
    await cluster.apply(
      `${SCRAPER}---${job('fails', 'test-outcome: fail')}---${job('completes', 'app: backup')}`,
    );
  });
  afterAll(() => cluster?.stop());

  const pods = () => podsOf(cluster, 'cardboard', 'app=price-scraper');

  it('kills a container that has 256Mi and lets it be with 512Mi', async () => {
    const crashing = await waitFor(
      async () => (await pods()).find((pod) => (pod.containers[0]?.restartCount ?? 0) >= 2),
      { what: 'the second kill' },
    );
    expect(crashing.containers).toMatchObject([
      {
        name: 'scraper',
        ready: false,
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
      },
      { name: 'sidecar', ready: true, restartCount: 0 },
    ]);
    const patch = [
      { op: 'replace', path: '/spec/template/spec/containers/0/resources/limits/memory', value: '512Mi' },
    ];
    await cluster.request('PATCH', '/apis/apps/v1/namespaces/cardboard/deployments/price-scraper', {
      body: patch,
      contentType: 'application/json-patch+json',
    });
    const mended = await waitFor(
      async () => {
        const [pod, ...others] = await pods();
        return others.length === 0 && pod?.name !== crashing.name && pod?.ready === true && pod;
      },
      { what: 'the roll-out' },
    );
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(await pods()).toMatchObject([{ name: mended.name, ready: true, restarts: 0 }]);
  });

  it('runs Jobs to the end that their pods are given', async () => {
    const conditions = async (name: string): Promise<string> =>
      (await cluster.request('GET', `/apis/batch/v1/namespaces/default/jobs/${name}`)).text;
    await waitFor(async () => (await conditions('fails')).includes('"type":"Failed"'), {
      what: 'the failure',
    });
    await waitFor(async () => (await conditions('completes')).includes('"type":"Complete"'), {
      what: 'the completion',
    });
    expect(await conditions('fails')).toContain('BackoffLimitExceeded');
  });

  it('knows who asked for what', async () => {
    const path = '/api/v1/namespaces/default/configmaps?dryRun=All';
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'probe' } };
    const refused = await cluster.request('POST', path, { as: 'firebreak-planner', body });
    const accepted = await cluster.request('POST', path, { body });
    expect([refused.status, accepted.status]).toEqual([403, 201]);
    const eventOf = (reply: KubeReply) =>
      waitFor(
        async () => (await cluster.auditEvents()).find((e) => e.auditID === reply.headers['audit-id']),
        {
          what: 'the audit event',
        },
      );
    expect(await eventOf(refused)).toMatchObject({
      user: { username: 'firebreak-planner' },
      verb: 'create',
      requestURI: path,
      responseStatus: { code: 403 },
    });
    expect(await eventOf(accepted)).toMatchObject({
      user: { username: 'admin' },
      requestObject: { metadata: { name: 'probe' } },
    });
  });

  it('has the logs that a test gives to a container, the previous ones too', async () => {
    const [pod] = await pods();
    if (pod === undefined) throw new Error('no pod');
    await cluster.addLogs({
      namespace: 'cardboard',
      pod: pod.name,
      container: 'scraper',
      text: 'starting\nscraping 120 cards',
      previous: '2026-01-01T00:00:00Z stderr F out of memory',
    });
    await cluster.addLogs({ namespace: 'cardboard', text: 'quiet' });
    const logs = async (query: string): Promise<string> =>
      (await cluster.request('GET', `/api/v1/namespaces/cardboard/pods/${pod.name}/log?${query}`)).text;
    await waitFor(async () => (await logs('container=scraper')) === 'starting\nscraping 120 cards\n', {
      what: 'the logs',
    });
    expect(await logs('container=scraper&tailLines=1')).toBe('scraping 120 cards\n');
    expect(await logs('container=scraper&previous=true')).toBe('out of memory\n');
  });

  it('lets a second one run beside it', async () => {
    const second = await startControlPlane({ nodes: 2 });
    try {
      const nodes = await second.request('GET', '/api/v1/nodes');
      expect(nodes.json).toMatchObject({
        items: [{ metadata: { name: 'node-1' } }, { metadata: { name: 'node-2' } }],
      });
      expect((await cluster.request('GET', '/readyz')).status).toBe(200);
    } finally {
      await second.stop();
    }
  });
});
