import { describe, expect, it } from 'vitest';
import { rule, withRules } from '../../test/support/allowlist.ts';
import { findingsOn, isFinding, resultsOf } from '../../test/support/manifests.ts';
import {
  disruptionBudget,
  namespaceObject,
  networkPolicy,
  podOf,
  relabelled,
  service,
  workload,
} from '../../test/support/namespace-objects.ts';
import type { KubernetesObject } from '../domain/objects.ts';

const both = { app: 'cardboard' };
const http = { ports: [{ port: 80, targetPort: 8080 }] };
const web = workload('Deployment', 'web', { labels: { ...both, part: 'web' }, ports: { http: 8080 } });
const postgres = workload('StatefulSet', 'postgres', {
  labels: { ...both, part: 'db' },
  ports: { db: 5432 },
});
const narrow = service('web', { ...both, part: 'web' }, http);
const wide = service('web', both, http);
const withLabels = (object: KubernetesObject, labels: Record<string, string>): KubernetesObject => ({
  ...object,
  metadata: { ...object.metadata, labels },
});
const privileged = workload('DaemonSet', 'agent', { securityContext: { privileged: true } });

describe('layer 1 on manifests', () => {
  const denyConfigMaps = withRules([
    rule({ effect: 'deny', name: 'no-web', actions: ['*'], kinds: ['Deployment'], names: ['web'] }),
  ]);

  it('asks for no allow rule, and closes nothing that people may have in their repository', async () => {
    const objects: readonly KubernetesObject[] = [
      web,
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'password', namespace: 'kube-system' } },
      { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'reader' } },
    ];
    const [first] = await resultsOf(objects, { policies: withRules([]) });
    expect(first?.verdicts[0]).toMatchObject({ outcome: 'pass', reason: 'allowlist.no-deny-rule' });
    expect(await findingsOn(objects, { policies: withRules([]) })).toEqual([]);
  });

  it('refuses what a deny rule forbids, and names the rule', async () => {
    const [result] = await resultsOf([web], { policies: denyConfigMaps });
    expect(result?.verdicts[0]).toMatchObject({
      outcome: 'refuse',
      reason: 'allowlist.denied',
      rule: 'policies/test.yaml:1#no-web',
    });
  });

  it('sees the label that a change takes off, and deletions', async () => {
    const handsOff = withLabels(web, { 'firebreak.dev/hands-off': 'true' });
    expect(await findingsOn([web], { base: [handsOff] })).toEqual(['Deployment/web allowlist.denied']);
    expect(await findingsOn([], { base: [handsOff] })).toEqual(['Deployment/web allowlist.denied']);
    expect(await findingsOn([web], { dump: [handsOff] })).toEqual(['Deployment/web allowlist.denied']);
  });
});

describe('layer 2 on manifests without a base', () => {
  it.each([
    ['a Service of its own for each workload', [web, postgres, narrow]],
    ['a Service without a selector', [web, service('outside', undefined)]],
    [
      'a canary beside the stable version',
      [wide, web, { ...web, metadata: { ...web.metadata, name: 'web-canary' } }],
    ],
    [
      'a budget and a policy for the whole namespace',
      [
        web,
        postgres,
        disruptionBudget('all', { matchLabels: both }),
        networkPolicy('default-deny', { podSelector: {} }),
      ],
    ],
    ['a Service whose workload is elsewhere', [service('web', both, http)]],
    [
      'clients of a policy that are still to come',
      [
        postgres,
        networkPolicy('postgres', {
          podSelector: { matchLabels: { part: 'db' } },
          ingress: [{ from: [{ podSelector: { matchLabels: { part: 'client' } } }] }],
        }),
      ],
    ],
    [
      "a Service for an operator's pods",
      [
        web,
        service('db-rw', { app: 'db', role: 'primary' }),
        {
          apiVersion: 'postgresql.cnpg.io/v1',
          kind: 'Cluster',
          metadata: { name: 'db', namespace: 'cardboard' },
        },
      ],
    ],
  ])('is quiet about %s', async (_what, objects) => {
    expect(await findingsOn(objects)).toEqual([]);
  });

  it('blames a Service that selects two workloads, and says which label tells them apart', async () => {
    const results = await resultsOf([web, postgres, wide]);
    expect(results.flatMap(({ verdicts }) => verdicts.filter(isFinding))).toEqual([
      expect.objectContaining({
        reason: 'selector.captures-second-workload',
        message: 'Service cardboard/web would also send traffic to StatefulSet cardboard/postgres',
        remedy: 'add part=web to the selector of Service cardboard/web',
        objects: [{ apiVersion: 'v1', kind: 'Service', namespace: 'cardboard', name: 'web' }],
      }),
    ]);
  });

  it('counts a CronJob, whose pods get traffic whenever they run', async () => {
    const reports = workload('CronJob', 'reports', { labels: both });
    expect(await findingsOn([web, reports, wide])).toEqual(['Service/web selector.captures-second-workload']);
  });

  it("leaves out the Pod of helm's tests, which is there for a moment only", async () => {
    const test = workload('Pod', 'web-test', { labels: { ...both, part: 'web' } });
    const hook = { ...test, metadata: { ...test.metadata, annotations: { 'helm.sh/hook': 'test' } } };
    expect(await findingsOn([web, hook, narrow])).toEqual([]);
    expect(await findingsOn([web, test, narrow])).toEqual(['Service/web selector.captures-second-workload']);
  });

  it.each([
    ['Service', service('web', { app: 'card-board' }, http)],
    ['NetworkPolicy', networkPolicy('web', { podSelector: { matchLabels: { app: 'card-board' } } })],
    ['PodDisruptionBudget', disruptionBudget('web', { matchLabels: { app: 'card-board' } })],
  ])('blames a %s that selects nothing while a workload looks meant', async (kind, holder) => {
    const results = await resultsOf([web, holder]);
    expect(await findingsOn([web, holder])).toEqual([`${kind}/web selector.selects-nothing`]);
    expect(results[1]?.verdicts[1]?.remedy).toContain('app=cardboard,part=web (Deployment cardboard/web)');
  });

  it('blames a Service that sends to a port that its pods do not name, also where only the port changes', async () => {
    const sending = (targetPort: string) =>
      service('web', { part: 'web' }, { ports: [{ port: 80, targetPort }] });
    expect(await findingsOn([web, sending('http')])).toEqual([]);
    expect(await findingsOn([web, sending('web')])).toEqual(['Service/web selector.port-missing']);
    expect(await findingsOn([web, sending('web')], { base: [web, sending('http')] })).toEqual([
      'Service/web selector.port-missing',
    ]);
  });

  it('blames a Service that takes away the port to which an Ingress of the cluster sends', async () => {
    const port = (name: string, number: number) =>
      service('web', { part: 'web' }, { ports: [{ name, port: number, targetPort: 'http' }] });
    const backend = { service: { name: 'web', port: { number: 80 } } };
    const ingress = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'shop', namespace: 'cardboard' },
      spec: { defaultBackend: backend },
    };
    const findings = await findingsOn([web, port('www', 8080)], {
      base: [web, port('http', 80)],
      dump: [ingress],
    });
    expect(findings).toEqual(['Service/web selector.backend-port-missing']);
  });

  it('blames a NetworkPolicy that names only pods in the network of their host, unless it did before', async () => {
    const agent = workload('DaemonSet', 'agent', { spec: { hostNetwork: true } });
    const policy = networkPolicy('agents', {
      podSelector: {},
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'agent' } } }] }],
    });
    const blamed = ['NetworkPolicy/agents selector.peer-in-host-network'];
    const baseline = withLabels(policy, { team: 'shop' });
    expect(await findingsOn([policy], { dump: [agent] })).toEqual(blamed);
    expect(await findingsOn([policy], { base: [], dump: [agent] })).toEqual(blamed);
    expect(await findingsOn([policy], { base: [baseline], dump: [agent] })).toEqual([]);
  });

  it('sees what is only in the cluster', async () => {
    expect(await findingsOn([wide], { dump: [web, postgres] })).toEqual([
      'Service/web selector.captures-second-workload',
    ]);
    expect(await findingsOn([postgres], { dump: [web, wide] })).toEqual([
      'StatefulSet/postgres selector.captures-second-workload',
    ]);
  });

  it('says that the labels of a roll-out come before the selector', async () => {
    const old = relabelled(web, both);
    const dump = [old, podOf(old), service('web', both, http)];
    const [result] = await resultsOf([narrow, web], { dump });
    expect(result?.verdicts[1]).toMatchObject({
      reason: 'selector.loses-all-endpoints',
      remedy:
        'wait until the roll-out of Deployment cardboard/web has replaced its pods, then change the selector',
    });
  });

  it('refuses a selector that cannot be read, and judges the others', async () => {
    const strange = networkPolicy('odd', {
      podSelector: { matchExpressions: [{ key: 'app', operator: 'Like', values: ['w'] }] },
    });
    expect(await findingsOn([strange, web, postgres, wide])).toEqual([
      'NetworkPolicy/odd selector.error',
      'Service/web selector.captures-second-workload',
    ]);
  });
});

describe('layer 2 on a change', () => {
  const all = [web, postgres, narrow];

  it('judges nothing but what differs', async () => {
    expect(await resultsOf(all, { base: all })).toEqual([]);
    expect(
      await findingsOn([web, postgres, { ...wide, status: {} }], { base: [web, postgres, wide] }),
    ).toEqual([]);
  });

  it('blames the Service that begins to select a second workload', async () => {
    expect(await findingsOn([web, postgres, wide], { base: all })).toEqual([
      'Service/web selector.captures-second-workload',
    ]);
  });

  it('blames the workload that comes into the way of a Service that was there', async () => {
    expect(await findingsOn([web, postgres, wide], { base: [web, wide] })).toEqual([
      'StatefulSet/postgres selector.captures-second-workload',
    ]);
    expect(await findingsOn([postgres], { base: [], dump: [web, wide] })).toEqual([
      'StatefulSet/postgres selector.captures-second-workload',
    ]);
  });

  it('takes changes together: a label and the selector that asks for it', async () => {
    const base = [relabelled(web, both), service('web', both, http)];
    expect(await findingsOn([web, narrow], { base })).toEqual([]);
  });

  it('blames the deleted workload that leaves a Service without endpoints, and what it ran in the cluster', async () => {
    const dump = [web, podOf(web)];
    const [result] = await resultsOf([postgres, narrow], { base: all, dump });
    expect(result).toMatchObject({ object: { kind: 'Deployment', name: 'web' }, change: 'deleted' });
    expect(result?.verdicts[1]).toMatchObject({
      reason: 'selector.loses-all-endpoints',
      remedy: 'keep Deployment cardboard/web, or delete Service cardboard/web along with it',
    });
  });

  it('is quiet about a workload that goes together with its Service, or is replaced', async () => {
    expect(await findingsOn([postgres], { base: all })).toEqual([]);
    const instead = workload('StatefulSet', 'web', {
      labels: { ...both, part: 'web' },
      ports: { http: 8080 },
    });
    expect(await findingsOn([instead, narrow], { base: [web, narrow] })).toEqual([]);
  });

  it('refuses a new selector of a Deployment, which keeps the one it was created with', async () => {
    const selecting = (labels: object): KubernetesObject => ({
      ...web,
      spec: { ...Object(web['spec']), selector: { matchLabels: labels } },
    });
    const [result] = await resultsOf([selecting({ part: 'web' })], { base: [selecting(both)] });
    expect(result?.verdicts[1]).toMatchObject({ reason: 'selector.immutable' });
  });

  it('blames the Namespace whose new labels a policy of the cluster no longer means', async () => {
    const policy = networkPolicy('in', {
      podSelector: {},
      ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: 'shop' } } }] }],
    });
    const base = [namespaceObject({ team: 'shop' })];
    expect(await findingsOn([namespaceObject({ team: 'web' })], { base, dump: [policy] })).toEqual([
      'Namespace/cardboard selector.loses-all-endpoints',
    ]);
  });
});

describe('layer 3 on manifests', () => {
  const level = (name: string) => namespaceObject({ 'pod-security.kubernetes.io/enforce': name });

  it("judges pods by their namespace's level, from the manifests or the dump", async () => {
    expect(await findingsOn([level('privileged'), privileged])).toEqual([]);
    expect(await findingsOn([privileged], { dump: [level('baseline')] })).toEqual([
      'DaemonSet/agent pod-security.violates-level',
    ]);
  });

  it('says of an unknown level what baseline would mean, as information', async () => {
    const [result] = await resultsOf([privileged]);
    expect(result?.outcome).toBe('pass');
    expect(result?.verdicts[2]).toMatchObject({
      outcome: 'pass',
      reason: 'pod-security.level-unknown',
      objects: [{ kind: 'DaemonSet', name: 'agent' }],
    });
  });

  it('names every known workload that a level would shut out', async () => {
    const results = await resultsOf([level('restricted'), web], { dump: [level('baseline'), web, postgres] });
    expect(results[0]?.verdicts[2]).toMatchObject({
      reason: 'pod-security.blocks-workloads',
      objects: [
        { kind: 'Deployment', name: 'web' },
        { kind: 'StatefulSet', name: 'postgres' },
      ],
    });
  });

  it('holds a looser level', async () => {
    expect(await findingsOn([level('privileged')], { base: [level('baseline')] })).toEqual([
      'Namespace/cardboard pod-security.loosens-level',
    ]);
  });

  it('holds what gets more power than it had, and is quiet about power that was there', async () => {
    const tame = workload('DaemonSet', 'agent');
    expect(await findingsOn([privileged], { base: [tame] })).toEqual([
      'DaemonSet/agent pod-security.weakens',
    ]);
    expect(await findingsOn([withLabels(privileged, both)], { base: [privileged] })).toEqual([]);
    expect(await findingsOn([tame], { base: [privileged] })).toEqual([]);
  });

  it('refuses a pod that cannot be read', async () => {
    const strange = workload('Deployment', 'web', { securityContext: { privileged: 'perhaps' } });
    expect(await findingsOn([strange])).toEqual(['Deployment/web pod-security.error']);
  });
});

describe('layers 4 and 5 on manifests', () => {
  it('are skipped: there is no cluster to ask, and reviewers approve', async () => {
    const [result] = await resultsOf([web]);
    expect(result?.verdicts.slice(3)).toMatchObject([
      { layer: 'dry-run', outcome: 'skipped', reason: 'dry-run.no-cluster' },
      { layer: 'approval', outcome: 'skipped', reason: 'approval.not-judged' },
    ]);
  });
});
