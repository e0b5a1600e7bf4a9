import type { KubernetesCluster } from '../../src/adapters/kubernetes/kubernetes-cluster.ts';
import { field, listAt, textAt } from '../../src/domain/fields.ts';
import type { KubernetesObject, ObjectRef } from '../../src/domain/objects.ts';
import { waitFor } from '../parts/wait.ts';
import type { ContractCluster } from './clusters.ts';
import { FIXTURE } from './fixture.ts';

/** A running cluster, its identities, and the questions that the contract keeps asking. */
export interface Bench {
  readonly admin: KubernetesCluster;
  readonly planner: KubernetesCluster;
  readonly executor: KubernetesCluster;
  readonly withToken: (token: string) => KubernetesCluster;
  readonly got: (ref: ObjectRef) => Promise<KubernetesObject>;
  /** Without those that are being deleted. */
  readonly podsOf: (namespace: string, labelSelector: string) => Promise<readonly KubernetesObject[]>;
  readonly readyPods: (
    namespace: string,
    labelSelector: string,
    count: number,
  ) => Promise<readonly KubernetesObject[]>;
  /** The pods behind the ready endpoints of a Service of the shop, in order. */
  readonly endpointNames: (service: string) => Promise<readonly string[]>;
}

/** The bench is there before its cluster is, since tests are declared before any of them runs. */
export interface LazyBench extends Bench {
  readonly up: () => Promise<void>;
  readonly down: () => Promise<void>;
}

function isReady(pod: KubernetesObject): boolean {
  return listAt(pod, 'status', 'conditions').some(
    (one) => textAt(one, 'type') === 'Ready' && textAt(one, 'status') === 'True',
  );
}

interface Running {
  readonly contract: ContractCluster;
  readonly admin: KubernetesCluster;
  readonly planner: KubernetesCluster;
  readonly executor: KubernetesCluster;
}

/** `more` is YAML of objects beside those of the fixture. */
export function createBench(start: (yaml: string) => Promise<ContractCluster>, more = ''): LazyBench {
  let running: Running | undefined;
  const now = (): Running => {
    if (running === undefined) throw new Error('the cluster is not running');
    return running;
  };
  const podsOf: Bench['podsOf'] = async (namespace, labelSelector) => {
    const query = { apiVersion: 'v1', kind: 'Pod', namespace, labelSelector };
    const { items } = await now().admin.reader.list(query);
    return items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  };
  const readyPods: Bench['readyPods'] = (namespace, labelSelector, count) =>
    waitFor(
      async () => {
        const pods = await podsOf(namespace, labelSelector);
        return pods.length === count && pods.every(isReady) && pods;
      },
      { what: `${count} ready pods of ${labelSelector}` },
    );
  return {
    get admin() {
      return now().admin;
    },
    get planner() {
      return now().planner;
    },
    get executor() {
      return now().executor;
    },
    withToken: (token) => now().contract.withToken(token),
    async got(ref) {
      const object = await now().admin.reader.get(ref);
      if (object === undefined) throw new Error(`no ${ref.kind} ${ref.name}`);
      return object;
    },
    podsOf,
    readyPods,
    async endpointNames(service) {
      const { items } = await now().admin.reader.list({
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        namespace: 'shop',
        labelSelector: `kubernetes.io/service-name=${service}`,
      });
      return items
        .flatMap((slice) => listAt(slice, 'endpoints'))
        .filter((endpoint) => field(endpoint, 'conditions', 'ready') === true)
        .map((endpoint) => textAt(endpoint, 'targetRef', 'name') ?? '')
        .sort();
    },
    async up() {
      const contract = await start(FIXTURE + more);
      running = {
        contract,
        admin: contract.as('admin'),
        planner: contract.as('firebreak-planner'),
        executor: contract.as('firebreak-executor'),
      };
      await readyPods('shop', 'app=web', 2);
      await readyPods('shop', 'app=db', 1);
      await readyPods('plain', 'app=host', 2);
    },
    async down() {
      await running?.contract.stop();
      running = undefined;
    },
  };
}
