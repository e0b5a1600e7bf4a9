import { describe, expect, it } from 'vitest';
import { changeOf } from '../../../test/support/allowlist.ts';
import {
  namespaceObject,
  podOf,
  relabelled,
  verdictOn,
  workload,
} from '../../../test/support/namespace-objects.ts';
import { recordedCluster } from '../../adapters/dump/recorded-cluster.ts';
import type { ApiRequest } from '../../domain/request.ts';
import { type ClusterDryRun, ClusterError, type ClusterErrorCode } from '../../ports/cluster.ts';
import { podSecurityLayer } from './pod-security-layer.ts';

const enforce = (level: string, version?: string): Record<string, string> => ({
  'pod-security.kubernetes.io/enforce': level,
  ...(version === undefined ? {} : { 'pod-security.kubernetes.io/enforce-version': version }),
});
const restricted = {
  securityContext: {
    allowPrivilegeEscalation: false,
    runAsNonRoot: true,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  },
};
const privileged = { securityContext: { privileged: true } };

/** An API server that answers every dry-run alike and remembers what it was asked. */
function apiServer(code?: ClusterErrorCode): ClusterDryRun & { readonly asked: ApiRequest[] } {
  const asked: ApiRequest[] = [];
  return {
    asked,
    async dryRun(request) {
      asked.push(request);
      if (code !== undefined) throw new ClusterError(code, 'pods "web" is forbidden: says the API server');
      return { warnings: [] };
    },
  };
}

describe('a changed pod template', () => {
  const web = workload('Deployment', 'web', restricted);
  const worse = { ...workload('Deployment', 'web', privileged), metadata: web.metadata };

  it('passes where it fits what the namespace enforces', async () => {
    const objects = [namespaceObject(enforce('restricted'))];
    const verdict = await verdictOn(podSecurityLayer, objects, [web, relabelled(web, { app: 'web2' })]);
    expect(verdict).toMatchObject({ outcome: 'pass', reason: 'pod-security.fits' });
  });

  it('is refused where it does not, naming the fields', async () => {
    const objects = [namespaceObject(enforce('baseline'))];
    const verdict = await verdictOn(podSecurityLayer, objects, [web, worse]);
    expect(verdict).toMatchObject({
      outcome: 'refuse',
      reason: 'pod-security.violates-level',
      objects: [{ kind: 'Deployment', name: 'web' }],
    });
    expect(verdict.message).toContain('container "app" must not set securityContext.privileged=true');
    expect(verdict.message).not.toContain('did before');
  });

  it('is refused though it was no better before, for its pods could not be recreated', async () => {
    const objects = [namespaceObject(enforce('baseline'))];
    const verdict = await verdictOn(podSecurityLayer, objects, [worse, relabelled(worse, { app: 'x' })]);
    expect(verdict.reason).toBe('pod-security.violates-level');
    expect(verdict.message).toContain('so it did before');
  });

  it('is judged by restricted where the namespace has a malformed level', async () => {
    const plain = workload('Deployment', 'web');
    const objects = [namespaceObject(enforce('strict'))];
    const verdict = await verdictOn(podSecurityLayer, objects, [plain, relabelled(plain, { app: 'x' })]);
    expect(verdict.message).toContain('PodSecurity "restricted:latest"');
    expect(verdict.outcome).toBe('refuse');
  });

  it('is judged by the version that the namespace enforces', async () => {
    const probe = { livenessProbe: { httpGet: { host: '127.0.0.1', port: 1 } } };
    const spec = { containers: [{ name: 'app', ...probe }] };
    const before = workload('Deployment', 'web', { spec });
    const change = [before, relabelled(before, { app: 'x' })] as const;
    const old = await verdictOn(podSecurityLayer, [namespaceObject(enforce('baseline', 'v1.33'))], change);
    const latest = await verdictOn(podSecurityLayer, [namespaceObject(enforce('baseline'))], change);
    expect([old.outcome, latest.outcome]).toEqual(['pass', 'refuse']);
  });

  it.each(['StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'ReplicaSet', 'ReplicationController', 'Pod'])(
    'is found in a new %s',
    async (kind) => {
      const objects = [namespaceObject(enforce('baseline'))];
      const verdict = await verdictOn(podSecurityLayer, objects, [
        undefined,
        workload(kind, 'db', privileged),
      ]);
      expect(verdict.reason).toBe('pod-security.violates-level');
    },
  );

  it('is judged at baseline, as information, where the level is unknown', async () => {
    const verdict = await verdictOn(podSecurityLayer, [], [web, worse]);
    expect(verdict).toMatchObject({ outcome: 'pass', reason: 'pod-security.level-unknown' });
    expect(verdict.message).toContain('would violate PodSecurity "baseline:latest"');
  });

  it('is refused in a response where the level is unknown', async () => {
    const response = { mode: 'response', dryRun: apiServer() } as const;
    const verdict = await verdictOn(podSecurityLayer, [], [web, relabelled(web, { app: 'x' })], response);
    expect(verdict).toMatchObject({ outcome: 'refuse', reason: 'pod-security.level-unknown' });
  });
});

describe('a change that makes no pods', () => {
  it('is none of this layer’s business, and asks nobody', async () => {
    const web = workload('Deployment', 'web', privileged);
    const server = apiServer();
    const scaled = {
      ...web,
      metadata: { ...web.metadata, annotations: { 'firebreak.dev/action': 'act_1' } },
    };
    const more = { mode: 'response', dryRun: server } as const;
    const verdict = await verdictOn(podSecurityLayer, [], [web, scaled], more);
    expect(verdict).toMatchObject({ outcome: 'pass', reason: 'pod-security.no-pod-change' });
    expect(server.asked).toEqual([]);
  });

  it.each(['deletes', 'only labels'] as const)('such as one that %s a Pod', async (what) => {
    const pod = workload('Pod', 'web', privileged);
    const after = what === 'deletes' ? undefined : relabelled(pod, { app: 'quarantine' });
    const verdict = await verdictOn(podSecurityLayer, [namespaceObject(enforce('baseline'))], [pod, after]);
    expect(verdict.reason).toBe('pod-security.no-pod-change');
  });
});

describe('pods that come without a change of their template', () => {
  const strict = [namespaceObject(enforce('restricted'))];

  it('are judged by the template that they come from', async () => {
    const weak = workload('ReplicaSet', 'weak');
    const fit = workload('ReplicaSet', 'fit', restricted);

    for (const [podsFrom, outcome] of [
      [weak, 'refuse'],
      [fit, 'pass'],
    ] as const) {
      const pod = podOf(podsFrom);
      const change = { ...changeOf(pod), after: undefined, podsFrom };
      const verdict = await verdictOn(podSecurityLayer, strict, [pod, undefined], { change });
      expect(verdict.outcome).toBe(outcome);
    }
  });

  it('are judged as they are where what makes them holds no template', async () => {
    const pod = podOf(workload('ReplicaSet', 'weak'));
    const podsFrom = { apiVersion: 'example.com/v1', kind: 'Fleet', metadata: { name: 'x' } };
    const change = { ...changeOf(pod), after: undefined, podsFrom };

    const verdict = await verdictOn(podSecurityLayer, strict, [pod, undefined], { change });

    expect(verdict).toMatchObject({ outcome: 'refuse', objects: [{ kind: 'Pod' }] });
  });
});

describe('the API server’s word on a Pod', () => {
  const web = workload('Deployment', 'web', restricted);
  const change = [web, relabelled(web, { app: 'web2' })] as const;
  const objects = [namespaceObject(enforce('restricted'))];

  it('is asked for by a dry-run Pod made from the new template', async () => {
    const server = apiServer();
    const response = { mode: 'response', dryRun: server } as const;
    const verdict = await verdictOn(podSecurityLayer, objects, change, response);
    expect(verdict).toMatchObject({ outcome: 'pass', reason: 'pod-security.fits' });
    expect(server.asked).toMatchObject([
      {
        verb: 'create',
        object: { kind: 'Pod', metadata: { namespace: 'cardboard', labels: { app: 'web2' } } },
      },
    ]);
  });

  it('gives a StatefulSet’s Pod the volumes of its claim templates', async () => {
    const server = apiServer();
    const claims = [{ metadata: { name: 'data' } }];
    const set = workload('StatefulSet', 'db', restricted);
    const before = { ...set, spec: { ...Object(set['spec']), volumeClaimTemplates: claims } };
    const response = { mode: 'response', dryRun: server } as const;
    await verdictOn(podSecurityLayer, objects, [before, relabelled(before, { app: 'x' })], response);
    const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data-db-0' } }];
    expect(server.asked).toMatchObject([{ object: { spec: { volumes } } }]);
  });

  it('is asked about a Pod that can be created: without a node and debug containers', async () => {
    const server = apiServer();
    const spec = { nodeName: 'node-1', ephemeralContainers: [{ name: 'debug', ...restricted }] };
    const pod = workload('Pod', 'web', { ...restricted, spec });
    const response = { mode: 'response', dryRun: server } as const;
    await verdictOn(podSecurityLayer, objects, [undefined, pod], response);
    const asked = server.asked.map((request) => (request.verb === 'create' ? request.object['spec'] : {}));
    expect(asked.map((fields) => Object.keys(Object(fields)).sort())).toEqual([['containers', 'volumes']]);
  });

  it.each([
    ['rejected', 'pod-security.rejected-by-api-server'],
    ['invalid', 'pod-security.rejected-by-api-server'],
    ['forbidden', 'pod-security.error'],
    ['timeout', 'pod-security.error'],
    ['unreachable', 'pod-security.error'],
  ] as const)('refuses a response when it is %s', async (code, reason) => {
    const response = { mode: 'response', dryRun: apiServer(code) } as const;
    const verdict = await verdictOn(podSecurityLayer, objects, change, response);
    expect(verdict).toMatchObject({ outcome: 'refuse', reason });
    expect(verdict.message).toContain('says the API server');
  });

  it('says which right is missing', async () => {
    const response = { mode: 'response', dryRun: apiServer('forbidden') } as const;
    const verdict = await verdictOn(podSecurityLayer, objects, change, response);
    expect(verdict.message).toContain('lacks the right to create pods in namespace cardboard');
  });

  it('is missing in a response without an API server: refused', async () => {
    const verdict = await verdictOn(podSecurityLayer, objects, change, { mode: 'response' });
    expect(verdict).toMatchObject({ outcome: 'refuse', reason: 'pod-security.error' });
  });
});

describe('a namespace that would enforce more', () => {
  const objects = [
    workload('Deployment', 'fit', restricted),
    workload('Deployment', 'web'),
    workload('StatefulSet', 'db', { replicas: 0 }),
    workload('CronJob', 'scraper'),
    workload('Pod', 'bare'),
  ];
  const before = namespaceObject();
  const label = (labels: Record<string, string>, more = objects) =>
    verdictOn(podSecurityLayer, more, [before, namespaceObject(labels)]);

  it('is refused, naming every root workload that could not be recreated, at any replica count', async () => {
    const verdict = await label(enforce('restricted'));
    expect(verdict).toMatchObject({ outcome: 'refuse', reason: 'pod-security.blocks-workloads' });
    expect(verdict.objects?.map(({ kind, name }) => `${kind}/${name}`).sort()).toEqual([
      'CronJob/scraper',
      'Deployment/web',
      'Pod/bare',
      'StatefulSet/db',
    ]);
    expect(verdict.remedy).toContain('pod-security.kubernetes.io/enforce=baseline is the highest level');
  });

  it('passes at the level that everything fits', async () => {
    expect(await label(enforce('baseline'))).toMatchObject({ outcome: 'pass', reason: 'pod-security.fits' });
  });

  it('is told that nothing above privileged fits, where that is so', async () => {
    const verdict = await label(enforce('baseline'), [
      ...objects,
      workload('DaemonSet', 'agent', privileged),
    ]);
    expect(verdict.objects).toMatchObject([{ kind: 'DaemonSet', name: 'agent' }]);
    expect(verdict.remedy).toContain('no level above privileged fits');
  });

  it('names the Deployment for its ReplicaSets and pods, and leaves finished work alone', async () => {
    const web = workload('Deployment', 'web');
    const set = {
      ...podOf(web),
      ...workload('ReplicaSet', 'web-5d4'),
      metadata: { ...podOf(web).metadata, name: 'web-5d4', uid: 'rs' },
    };
    const done = {
      ...workload('Job', 'migrate'),
      status: { conditions: [{ type: 'Complete', status: 'True' }] },
    };
    const verdict = await label(enforce('restricted'), [web, set, podOf(set), done, podOf(done)]);
    expect(verdict.objects).toEqual([
      { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'cardboard', name: 'web' },
    ]);
  });

  it('names the custom resource for pods that an operator made by itself', async () => {
    const cluster = {
      apiVersion: 'postgresql.cnpg.io/v1',
      kind: 'Cluster',
      metadata: { name: 'pg', namespace: 'cardboard', uid: 'u' },
    };
    const pod = { ...podOf(cluster), spec: { containers: [{ name: 'postgres' }] } };
    expect((await label(enforce('restricted'), [pod])).objects).toMatchObject([
      { kind: 'Cluster', name: 'pg' },
    ]);
  });

  it('counts the sidecar that admission put into the live pods', async () => {
    const web = workload('Deployment', 'web', restricted);
    const sidecar = { name: 'proxy-init', securityContext: { capabilities: { add: ['NET_ADMIN'] } } };
    const pod = podOf(web);
    const meshed = { ...pod, spec: { ...Object(pod['spec']), initContainers: [sidecar] } };
    expect((await label(enforce('baseline'), [web, meshed])).reason).toBe('pod-security.blocks-workloads');
    expect((await label(enforce('baseline'), [web, pod])).reason).toBe('pod-security.fits');
  });

  it('does not count a debug container, which dies with its pod', async () => {
    const web = workload('Deployment', 'web', restricted);
    const pod = podOf(web);
    const sidecar = { name: 'proxy', image: 'proxy' };
    const debug = { name: 'debug', ...privileged };
    const spec = { ...Object(pod['spec']), initContainers: [sidecar], ephemeralContainers: [debug] };
    expect((await label(enforce('baseline'), [web, { ...pod, spec }])).reason).toBe('pod-security.fits');
  });

  it('is judged by the version that is left over from before', async () => {
    const probe = { containers: [{ name: 'app', livenessProbe: { httpGet: { host: 'x', port: 1 } } }] };
    const old = namespaceObject({ 'pod-security.kubernetes.io/enforce-version': 'v1.20' });
    const after = namespaceObject(enforce('baseline', 'v1.20'));
    const verdict = await verdictOn(
      podSecurityLayer,
      [workload('Deployment', 'web', { spec: probe })],
      [old, after],
    );
    expect(verdict.reason).toBe('pod-security.fits');
  });

  it('does not blame the change for what was blocked before', async () => {
    const host = workload('Deployment', 'host', privileged);
    const old = namespaceObject(enforce('baseline'));
    const after = namespaceObject(enforce('restricted'));
    const verdict = await verdictOn(
      podSecurityLayer,
      [host, workload('Deployment', 'fit', restricted)],
      [old, after],
    );
    expect(verdict.outcome).toBe('pass');
  });

  it('is refused for half a list of workloads', async () => {
    const cluster = { ...recordedCluster(objects), list: async () => ({ items: [], truncated: true }) };
    const judged = verdictOn(podSecurityLayer, [], [before, namespaceObject(enforce('restricted'))], {
      cluster,
    });
    await expect(judged).rejects.toThrow(ClusterError);
  });
});

describe('other changes of a namespace’s labels', () => {
  const judge = (before: Record<string, string>, after: Record<string, string>) =>
    verdictOn(
      podSecurityLayer,
      [workload('Deployment', 'web')],
      [namespaceObject(before), namespaceObject(after)],
    );

  it.each([
    ['a lower level', enforce('restricted'), enforce('baseline')],
    ['no level', enforce('baseline'), {}],
    ['an older version', enforce('baseline', 'v1.35'), enforce('baseline', 'v1.20')],
    ['a valid level for a malformed one', enforce('strict'), enforce('baseline')],
  ])('wait for two people: %s', async (_name, before, after) => {
    expect(await judge(before, after)).toMatchObject({
      outcome: 'hold',
      reason: 'pod-security.loosens-level',
    });
  });

  it.each([
    ['a level', { 'pod-security.kubernetes.io/enforce': 'Restricted' }],
    ['a version', { 'pod-security.kubernetes.io/warn-version': '1.30' }],
  ])('are refused where Kubernetes does not know %s', async (_name, labels) => {
    expect(await judge({}, labels)).toMatchObject({
      outcome: 'refuse',
      reason: 'pod-security.invalid-level',
    });
  });

  it('leave a malformed label that was there before to the API server', async () => {
    const warn = { 'pod-security.kubernetes.io/warn': 'baseline' };
    expect((await judge(enforce('strict'), { ...enforce('strict'), ...warn })).outcome).toBe('pass');
  });

  it.each([
    ['warnings', { 'pod-security.kubernetes.io/warn': 'restricted' }],
    ['audit', { 'pod-security.kubernetes.io/audit': 'restricted' }],
    ['a version without a level', { 'pod-security.kubernetes.io/enforce-version': 'v1.20' }],
  ])('pass where they enforce nothing: %s', async (_name, labels) => {
    expect(await judge({}, labels)).toMatchObject({ outcome: 'pass', reason: 'pod-security.not-enforced' });
  });

  it('pass where they are not about Pod Security', async () => {
    expect((await judge({}, { team: 'web' })).reason).toBe('pod-security.no-pod-change');
  });
});
