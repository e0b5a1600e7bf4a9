import fastJsonPatch from 'fast-json-patch';
import { recordedCluster } from '../../src/adapters/dump/recorded-cluster.ts';
import { type KubernetesObject, refKey, refOf } from '../../src/domain/objects.ts';
import type { ApiRequest } from '../../src/domain/request.ts';
import {
  type ClusterDryRun,
  ClusterError,
  type ClusterReader,
  type ClusterWriter,
  type WriteResult,
} from '../../src/ports/cluster.ts';

/** A cluster in memory whose wire can be cut; writes behave as the API server's preconditions make them. */
export interface FakeCluster {
  readonly reader: ClusterReader;
  readonly dryRun: ClusterDryRun;
  readonly writer: ClusterWriter;
  /** Every write that reached the cluster and was accepted. */
  readonly writes: ApiRequest[];
  /** While true nothing reaches the cluster. */
  away: boolean;
  /** Runs when a write arrives, before it is judged. */
  onWrite: () => Promise<void>;
  /** What admission adds to a real write, and not to a dry-run. */
  admit: (object: KubernetesObject) => KubernetesObject;
  /** The next write is done, and its answer is lost. */
  loseNextAnswer: boolean;
  put(object: KubernetesObject): void;
  remove(object: KubernetesObject): void;
  get(object: KubernetesObject): KubernetesObject | undefined;
}

export function fakeCluster(...initial: readonly KubernetesObject[]): FakeCluster {
  const objects = new Map(initial.map((object) => [refKey(refOf(object)), object]));
  const writes: ApiRequest[] = [];
  const wire = () => {
    if (cluster.away) throw new ClusterError('unreachable', 'connect ECONNREFUSED');
    return recordedCluster([...objects.values()]);
  };
  const result = (object: KubernetesObject | undefined): WriteResult => ({
    ...(object === undefined ? {} : { object }),
    warnings: [],
  });
  const after = (request: ApiRequest): KubernetesObject | undefined => {
    const present = objects.get(refKey(request.target));
    if (request.verb === 'create') return request.object;
    if (present === undefined) throw new ClusterError('not-found', 'not found', { status: 404 });
    if (request.verb === 'delete') {
      if (request.options.preconditions.uid === present.metadata.uid) return undefined;
      throw new ClusterError('conflict', 'the UID in the precondition does not match', { status: 409 });
    }
    return applyPatch(present, request.patch);
  };
  const cluster: FakeCluster = {
    reader: {
      get: async (ref) => wire().get(ref),
      list: async (query) => wire().list(query),
      logs: async (query) => wire().logs(query),
    },
    dryRun: {
      async dryRun(request) {
        wire();
        return result(after(request));
      },
    },
    writer: {
      async write(request) {
        await cluster.onWrite();
        wire();
        const planned = after(request);
        const object = planned === undefined ? undefined : cluster.admit(planned);
        if (object === undefined) objects.delete(refKey(request.target));
        else objects.set(refKey(request.target), object);
        writes.push(request);
        if (!cluster.loseNextAnswer) return result(object);
        cluster.loseNextAnswer = false;
        throw new ClusterError('timeout', 'the answer did not come in time');
      },
    },
    writes,
    away: false,
    onWrite: async () => {},
    admit: (object) => object,
    loseNextAnswer: false,
    put: (object) => void objects.set(refKey(refOf(object)), object),
    remove: (object) => void objects.delete(refKey(refOf(object))),
    get: (object) => objects.get(refKey(refOf(object))),
  };
  return cluster;
}

type Patch = Extract<ApiRequest, { verb: 'patch' }>['patch'];

/** As on the API server, a test for `null` holds where there is nothing, and a failed test is a 422. */
function applyPatch(object: KubernetesObject, patch: Patch): KubernetesObject {
  const copy = structuredClone(object);
  for (const operation of structuredClone<Patch>(patch)) {
    if (operation.op === 'test' && operation.value === null) {
      const found: unknown = fastJsonPatch.getValueByPointer(copy, operation.path);
      if (found !== undefined && found !== null) throw failedTest(operation.path);
      continue;
    }
    try {
      fastJsonPatch.applyOperation(copy, operation, true);
    } catch {
      throw failedTest(operation.path);
    }
  }
  return copy;
}

function failedTest(path: string): ClusterError {
  return new ClusterError('invalid', `testing path ${path} failed`, { status: 422, reason: 'Invalid' });
}
