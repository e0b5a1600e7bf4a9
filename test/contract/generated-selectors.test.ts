import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordedCluster } from '../../src/adapters/dump/recorded-cluster.ts';
import { loadKubeConfig } from '../../src/adapters/kubernetes/kube-config.ts';
import {
  createKubernetesCluster,
  type KubernetesCluster,
} from '../../src/adapters/kubernetes/kubernetes-cluster.ts';
import { listAt, textAt } from '../../src/domain/fields.ts';
import type { KubernetesObject, ObjectRef } from '../../src/domain/objects.ts';
import type { JsonPatchOperation } from '../../src/domain/request.ts';
import { selectorLayer } from '../../src/guardrails/selector/selector-layer.ts';
import { readWorkloadObjects } from '../../src/guardrails/workloads/read-workload-objects.ts';
import { type ControlPlane, startControlPlane } from '../parts/control-plane.ts';
import { partMissing } from '../parts/parts.ts';
import { waitFor } from '../parts/wait.ts';
import { actionOn, changeOf, noon, packaged } from '../support/allowlist.ts';
import { inParallel } from '../support/in-parallel.ts';
import { seed } from '../support/seed.ts';
import { manifests, type Tenant, tenants } from './crowded-namespace.ts';
import {
  byService,
  type Endpoints,
  endpointsIn,
  type Harm,
  harmBetween,
  type Seen,
} from './endpoints-seen.ts';

type Labels = Readonly<Record<string, string>>;

interface Change {
  readonly name: string;
  readonly before: Labels;
  readonly after: Labels;
  readonly targetPort: string | number;
}

const NAMESPACE = 'crowded';
const ROUND = 'round';
const AT_A_TIME = 24;
const CHANGES = 600;

/** Part of some workload's labels, so that most selectors find something; now and then nobody's. */
const selectors: fc.Arbitrary<Labels> = fc.oneof(
  {
    weight: 14,
    arbitrary: fc
      .constantFrom(
        ...tenants.flatMap(({ name, labels, next = labels }) =>
          [labels, next].map((one): Labels => ({ ...one, workload: name })),
        ),
      )
      .chain((labels) => fc.subarray(Object.entries(labels), { minLength: 1, maxLength: 2 }))
      .map((entries) => Object.fromEntries(entries)),
  },
  { weight: 1, arbitrary: fc.constant({ app: 'nobody' }) },
);

const changes = fc
  .record({
    before: selectors,
    after: selectors,
    targetPort: fc.constantFrom('http', 'postgres', 8080, 5432),
  })
  .filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after));

describe.skipIf(partMissing('control-plane'))(
  'generated changes of selectors on a real control plane',
  () => {
    let controlPlane: ControlPlane;
    let cluster: KubernetesCluster;

    beforeAll(async () => {
      controlPlane = await startControlPlane({ auditLog: false });
      cluster = createKubernetesCluster({
        kubeConfig: loadKubeConfig({ source: { file: controlPlane.kubeconfigFile } }),
        timeoutMilliseconds: 30_000,
      });
      const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } };
      await controlPlane.apply(JSON.stringify(namespace));
      await waitFor(async () => (await list('v1', 'ServiceAccount')).length > 0, {
        what: 'the service account',
      });
      await controlPlane.apply(manifests(NAMESPACE));
      await podsSettle((tenant) => [tenant.replicas ?? 1, tenant.labels]);
      for (const tenant of tenants) {
        if (tenant.next === undefined) continue;
        const labels = { ...tenant.next, workload: tenant.name };
        await patch(workloadRef(tenant), [
          { op: 'add', path: '/spec/paused', value: true },
          { op: 'replace', path: '/spec/template/metadata/labels', value: labels },
        ]);
      }
    }, 120_000);
    afterAll(async () => {
      await cluster?.close();
      await controlPlane?.stop();
    });

    const list = async (apiVersion: string, kind: string): Promise<readonly KubernetesObject[]> =>
      (await cluster.reader.list({ apiVersion, kind, namespace: NAMESPACE })).items;

    const patch = (target: ObjectRef, operations: readonly JsonPatchOperation[]): Promise<unknown> =>
      cluster.writer.write({ verb: 'patch', target, patch: operations });

    /** Until every workload has as many ready pods as told, all with the labels told, and no others. */
    async function podsSettle(expected: (tenant: Tenant) => readonly [number, Labels]): Promise<void> {
      await waitFor(
        async () => {
          const pods = await list('v1', 'Pod');
          return tenants.every((tenant) => {
            const [count, labels] = expected(tenant);
            const own = pods.filter(({ metadata }) => metadata.labels?.['workload'] === tenant.name);
            const done = own.filter(
              (pod) =>
                pod.metadata.deletionTimestamp === undefined &&
                isReady(pod) &&
                Object.entries(labels).every(([key, value]) => pod.metadata.labels?.[key] === value),
            );
            return own.length === count && done.length === count;
          });
        },
        { what: 'the pods', timeoutMs: 60_000 },
      );
    }

    /** The endpoint controller copies a Service's labels to its slices: they tell which write it has seen. */
    async function endpointsAfter(
      round: string,
      services: readonly Change[],
    ): Promise<ReadonlyMap<string, Endpoints>> {
      const slices = await waitFor(
        async () => {
          const found = byService(await list('discovery.k8s.io/v1', 'EndpointSlice'));
          const seen = services.every(({ name }) => {
            const own = found.get(name) ?? [];
            return own.length > 0 && own.every(({ metadata }) => metadata.labels?.[ROUND] === round);
          });
          return seen && found;
        },
        { what: `the EndpointSlices of round ${round}`, timeoutMs: 60_000, everyMs: 250 },
      );
      const pods = new Map((await list('v1', 'Pod')).map((pod) => [pod.metadata.name, pod]));
      return new Map(services.map(({ name }) => [name, endpointsIn(slices.get(name) ?? [], pods)]));
    }

    async function select(
      round: string,
      services: readonly Change[],
      chosen: (change: Change) => Labels,
    ): Promise<ReadonlyMap<string, Endpoints>> {
      await inParallel(services, AT_A_TIME, (change) =>
        patch({ apiVersion: 'v1', kind: 'Service', namespace: NAMESPACE, name: change.name }, [
          { op: 'replace', path: '/spec/selector', value: chosen(change) },
          { op: 'add', path: `/metadata/labels/${ROUND}`, value: round },
        ]),
      );
      return endpointsAfter(round, services);
    }

    async function verdictsOn(services: readonly Change[]): Promise<ReadonlyMap<string, string>> {
      const snapshot = recordedCluster(await readWorkloadObjects(cluster.reader, NAMESPACE));
      const verdicts = await inParallel(services, 1, async (change) => {
        const [before, after] = [serviceOf(change, change.before), serviceOf(change, change.after)];
        const { reason } = await selectorLayer.judge({
          action: actionOn(before),
          change: changeOf(before, after),
          cluster: snapshot,
          mode: 'check',
          policies: packaged,
          clusterName: 'default',
          provisional: false,
          now: noon,
        });
        return [change.name, reason] as const;
      });
      return new Map(verdicts);
    }

    it('are judged by what really becomes of the endpoints', { timeout: 240_000 }, async () => {
      const services = fc
        .sample(changes, { numRuns: CHANGES, seed })
        .map((change, index): Change => ({ ...change, name: `service-${index}` }));
      await inParallel(services, AT_A_TIME, (change) => {
        const object = serviceOf(change, change.before);
        const target = { apiVersion: 'v1', kind: 'Service', namespace: NAMESPACE, name: change.name };
        return cluster.writer.write({ verb: 'create', target, object });
      });
      const beforeNow = await endpointsAfter('created', services);
      const verdicts = await verdictsOn(services);

      const afterNow = await select('changed', services, ({ after }) => after);
      for (const tenant of tenants) {
        if (tenant.replicas === 0) {
          await patch(workloadRef(tenant), [{ op: 'replace', path: '/spec/replicas', value: 1 }]);
        }
        if (tenant.next !== undefined)
          await patch(workloadRef(tenant), [{ op: 'remove', path: '/spec/paused' }]);
      }
      await podsSettle((tenant) => [Math.max(1, tenant.replicas ?? 1), tenant.next ?? tenant.labels]);
      const afterLater = await select('grown', services, ({ after }) => after);
      const beforeLater = await select('back', services, ({ before }) => before);

      const compared = services.map((change) => {
        const before: Seen = { now: at(beforeNow, change), later: at(beforeLater, change) };
        const after: Seen = { now: at(afterNow, change), later: at(afterLater, change) };
        const real = harmBetween(before, after);
        return {
          ...change,
          real,
          ours: harmIn(verdicts.get(change.name)),
          was: names(before),
          became: names(after),
        };
      });
      const differing = compared.filter(({ real, ours }) => real !== ours);

      expect(differing.slice(0, 5), `FIREBREAK_SEED=${seed}: ${differing.length} differ`).toEqual([]);
      for (const harm of ['captures', 'empties', 'none']) {
        expect(compared.filter(({ real }) => real === harm).length, harm).toBeGreaterThan(CHANGES / 20);
      }
    });
  },
);

function harmIn(reason: string | undefined): Harm | undefined {
  switch (reason) {
    case 'selector.captures-second-workload':
      return 'captures';
    case 'selector.loses-all-endpoints':
      return 'empties';
    case 'selector.safe':
    case 'selector.unchanged':
    case 'selector.no-change':
      return 'none';
    case undefined:
    default:
      return undefined;
  }
}

function serviceOf({ name, targetPort }: Change, selector: Labels): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: NAMESPACE, labels: { [ROUND]: 'created' } },
    spec: { selector, ports: [{ port: 80, targetPort }] },
  };
}

function at(seen: ReadonlyMap<string, Endpoints>, { name }: Change): Endpoints {
  return seen.get(name) ?? { listed: new Set(), reached: new Set() };
}

function names({ now, later }: Seen): object {
  return { now: [...now.listed], nowReached: [...now.reached], later: [...later.listed] };
}

function isReady(pod: KubernetesObject): boolean {
  return listAt(pod, 'status', 'conditions').some(
    (one) => textAt(one, 'type') === 'Ready' && textAt(one, 'status') === 'True',
  );
}

function workloadRef({ kind, name }: Tenant): ObjectRef {
  return { apiVersion: kind === 'Pod' ? 'v1' : 'apps/v1', kind, namespace: NAMESPACE, name };
}
