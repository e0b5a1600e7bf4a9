import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordedCluster } from '../../src/adapters/dump/recorded-cluster.ts';
import { loadKubeConfig } from '../../src/adapters/kubernetes/kube-config.ts';
import {
  createKubernetesCluster,
  type KubernetesCluster,
} from '../../src/adapters/kubernetes/kubernetes-cluster.ts';
import { textAt } from '../../src/domain/fields.ts';
import { type KubernetesObject, refOf } from '../../src/domain/objects.ts';
import { podSecurityLayer } from '../../src/guardrails/pod-security/pod-security-layer.ts';
import { readWorkloadObjects } from '../../src/guardrails/workloads/read-workload-objects.ts';
import { ClusterError } from '../../src/ports/cluster.ts';
import { type ControlPlane, startControlPlane } from '../parts/control-plane.ts';
import { expectOk } from '../parts/kube-request.ts';
import { partMissing } from '../parts/parts.ts';
import { waitFor } from '../parts/wait.ts';
import { actionOn, changeOf, noon, packaged } from '../support/allowlist.ts';
import { inParallel } from '../support/in-parallel.ts';
import { seed } from '../support/seed.ts';
import {
  generatedNamespaces,
  kinds,
  labelsFor,
  manifestOf,
  type NamespaceCase,
  runOf,
  type Tenant,
} from './generated-namespaces.ts';

/** FIREBREAK_NAMESPACES asks for more of them. */
const NAMESPACES = Number(process.env['FIREBREAK_NAMESPACES'] ?? 40);
const AT_A_TIME = 24;

/** What happened to each workload's pods, by `namespace/workload`. */
type Outcomes = ReadonlyMap<string, 'came' | 'refused'>;

const keyOf = (namespace: string | undefined, name: string): string => `${namespace ?? ''}/${name}`;

describe.skipIf(partMissing('control-plane'))('generated changes of what namespaces enforce', () => {
  let controlPlane: ControlPlane;
  let cluster: KubernetesCluster;

  beforeAll(async () => {
    controlPlane = await startControlPlane({ auditLog: false });
    cluster = createKubernetesCluster({
      kubeConfig: loadKubeConfig({ source: { file: controlPlane.kubeconfigFile } }),
      timeoutMilliseconds: 30_000,
    });
  });
  afterAll(async () => {
    await cluster?.close();
    await controlPlane?.stop();
  });

  const list = async (kind: string, fieldSelector = ''): Promise<readonly KubernetesObject[]> =>
    (await cluster.reader.list({ apiVersion: 'v1', kind, fieldSelector })).items;

  const create = (object: KubernetesObject): Promise<unknown> =>
    cluster.writer.write({ verb: 'create', target: refOf(object), object });

  /** Undefined where no API server takes the object at all, whatever the namespace enforces. */
  async function createTenant(tenant: Tenant, namespace: string): Promise<'created' | 'refused' | undefined> {
    try {
      await create(manifestOf(tenant, namespace));
      return 'created';
    } catch (cause) {
      if (!(cause instanceof ClusterError)) throw cause;
      if (cause.code === 'invalid') return undefined;
      if (cause.code === 'rejected' && cause.message.includes('violates PodSecurity')) return 'refused';
      throw cause;
    }
  }

  async function createNamespaces(cases: readonly NamespaceCase[]): Promise<void> {
    await inParallel(cases, AT_A_TIME, ({ name, before }) =>
      create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: labelsFor(before) } }),
    );
    await waitFor(
      async () => {
        const ready = new Set((await list('ServiceAccount')).map(({ metadata }) => metadata.namespace));
        return cases.every(({ name }) => ready.has(name));
      },
      { what: 'service accounts', timeoutMs: 60_000 },
    );
  }

  /** Until each of these has a pod that is none of the old ones, or its controller was refused one. */
  async function outcomes(awaited: ReadonlySet<string>, old: ReadonlySet<string>): Promise<Outcomes> {
    const seen = new Map<string, 'came' | 'refused'>();
    await waitFor(
      async () => {
        for (const { metadata } of await list('Pod')) {
          const [name = ''] = metadata.labels?.['workload']?.split('-') ?? [];
          const key = keyOf(metadata.namespace, name);
          if (!old.has(metadata.uid ?? '')) seen.set(key, 'came');
        }
        for (const event of await list('Event', 'reason=FailedCreate')) {
          if (textAt(event, 'message')?.includes('violates PodSecurity') !== true) continue;
          const [name = ''] = textAt(event, 'involvedObject', 'name')?.split('-') ?? [];
          const key = keyOf(event.metadata.namespace, name);
          if (!seen.has(key)) seen.set(key, 'refused');
        }
        const missing = [...awaited].filter((key) => !seen.has(key));
        if (missing.length > 0) throw new Error(`nothing yet of ${missing.slice(0, 10).join(', ')}`);
        return true;
      },
      { what: 'pods, or their refusal', timeoutMs: 120_000, everyMs: 1_000 },
    );
    return seen;
  }

  async function verdictOn({ name, before, after }: NamespaceCase): Promise<ReadonlySet<string>> {
    const objects = await readWorkloadObjects(cluster.reader, name);
    const [old, next] = [before, after].map((enforce): KubernetesObject => {
      return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: labelsFor(enforce) } };
    });
    if (old === undefined || next === undefined) throw new Error('a change has two sides');
    const { reason, objects: harmed = [] } = await podSecurityLayer.judge({
      action: actionOn(old),
      change: changeOf(old, next),
      cluster: recordedCluster(objects),
      mode: 'check',
      policies: packaged,
      clusterName: 'default',
      provisional: false,
      now: noon,
    });
    return new Set(
      reason === 'pod-security.blocks-workloads' ? harmed.map((ref) => keyOf(name, ref.name)) : [],
    );
  }

  /** Admission follows labels through a cache: what every level refuses tells that they have arrived. */
  async function enforce({ name, after }: NamespaceCase): Promise<void> {
    const target = { apiVersion: 'v1', kind: 'Namespace', name };
    const labels = { 'kubernetes.io/metadata.name': name, ...labelsFor(after) };
    await cluster.writer.write({
      verb: 'patch',
      target,
      patch: [{ op: 'add', path: '/metadata/labels', value: labels }],
    });
    const containers = [{ name: 'app', image: 'registry.example/app:1' }];
    const probe = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'probe', namespace: name },
      spec: { hostPID: true, containers },
    };
    const expected = `violates PodSecurity "${after.level}:${after.version}"`;
    await waitFor(
      async () => {
        const request = { verb: 'create' as const, target: refOf(probe), object: probe };
        const word = await cluster.dryRun.dryRun(request).catch((cause: unknown) => cause);
        return word instanceof ClusterError && word.message.includes(expected);
      },
      { what: `${name} to enforce`, timeoutMs: 60_000 },
    );
  }

  /** Takes every pod away, and wakes what has none. */
  async function recreate({ name, tenants }: NamespaceCase): Promise<ReadonlySet<string>> {
    const path = `/api/v1/namespaces/${name}/pods?gracePeriodSeconds=0`;
    await expectOk(controlPlane.request('DELETE', path), `delete the pods of ${name}`);
    const refused = new Set<string>();
    for (const tenant of tenants) {
      const manifest = manifestOf(tenant, name);
      const wake = (field: string, value: number | boolean): Promise<unknown> =>
        cluster.writer.write({
          verb: 'patch',
          target: refOf(manifest),
          patch: [{ op: 'replace', path: `/spec/${field}`, value }],
        });
      if (tenant.kind === 'Pod') {
        // By its old name it could be taken for the old one and deleted by whoever is late.
        const again = { ...tenant, name: `${tenant.name}-again` };
        if ((await createTenant(again, name)) === 'refused') refused.add(keyOf(name, tenant.name));
      } else if (tenant.kind === 'CronJob') await create(runOf(manifest));
      else if (tenant.kind === 'Job') await wake('suspend', false);
      else if (tenant.asleep) await wake('replicas', 1);
    }
    return refused;
  }

  it('are judged by what can really be recreated', { timeout: 600_000 }, async () => {
    const generated = generatedNamespaces(NAMESPACES, seed);
    await createNamespaces(generated);
    const created = await inParallel(generated, AT_A_TIME, async (one) => {
      const answers = await inParallel(one.tenants, 1, (tenant) => createTenant(tenant, one.name));
      return { ...one, tenants: one.tenants.filter((_tenant, index) => answers[index] === 'created') };
    });
    const awake = created.flatMap(({ name, tenants }) =>
      tenants.filter(({ asleep }) => !asleep).map((tenant) => keyOf(name, tenant.name)),
    );
    const first = await outcomes(new Set(awake), new Set());
    const cases = created.map((one) => ({
      ...one,
      tenants: one.tenants.filter((tenant) => first.get(keyOf(one.name, tenant.name)) !== 'refused'),
    }));
    const verdicts = await inParallel(cases, 4, verdictOn);
    const old = new Set((await list('Pod')).map(({ metadata }) => metadata.uid ?? ''));

    await inParallel(cases, AT_A_TIME, enforce);
    const refused = await inParallel(cases, AT_A_TIME, recreate);
    const refusedPods = new Set(refused.flatMap((names) => [...names]));
    const all = cases.flatMap(({ name, tenants }) => tenants.map((tenant) => keyOf(name, tenant.name)));
    const second = await outcomes(new Set(all.filter((key) => !refusedPods.has(key))), old);

    const compared = cases.map((one, index) => {
      const keys = one.tenants.map((tenant) => keyOf(one.name, tenant.name));
      const real = keys.filter((key) => refusedPods.has(key) || second.get(key) === 'refused');
      return { ...one, real: real.toSorted(), ours: [...(verdicts[index] ?? [])].toSorted() };
    });
    const differing = compared.filter(({ real, ours }) => real.join() !== ours.join());
    expect(differing.slice(0, 3), `FIREBREAK_SEED=${seed}: ${differing.length} differ`).toEqual([]);

    const blocked = compared.filter(({ real }) => real.length > 0).length;
    expect(blocked, 'namespaces in which something is lost').toBeGreaterThan(NAMESPACES / 10);
    expect(NAMESPACES - blocked, 'namespaces in which nothing is').toBeGreaterThan(NAMESPACES / 20);
    expect(new Set(cases.flatMap(({ tenants }) => tenants.map(({ kind }) => kind)))).toEqual(new Set(kinds));
  });
});
