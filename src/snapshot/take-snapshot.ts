import type { KubernetesObject } from '../domain/objects.ts';
import { redact } from '../evidence/text/redact.ts';
import { podView } from '../evidence/views/pod-view.ts';
import { ClusterError, type ClusterReader } from '../ports/cluster.ts';
import { maskObject } from './mask-object.ts';
import { recordedKinds } from './recorded-kinds.ts';

export interface SnapshotPorts {
  readonly cluster: ClusterReader;
  readonly now: Date;
  readonly mask: (value: string) => string;
  /** Writes one file; the path is relative to the snapshot, and made of names that are checked. */
  readonly write: (path: string, text: string) => void;
  /** Absent: every namespace. */
  readonly namespaces?: readonly string[];
}

export interface SnapshotSummary {
  readonly objects: number;
  readonly logs: number;
  /** What was not recorded, and why: nobody should take it for absent. */
  readonly notes: readonly string[];
}

const tailLines = 200;
const limitBytes = 64 * 1024;
const mostLogs = 400;

/** Records a cluster in the dump format, fit to be passed on. Throws `ClusterError` where it cannot be reached. */
export async function takeSnapshot(ports: SnapshotPorts): Promise<SnapshotSummary> {
  const notes: string[] = [];
  const recorded: KubernetesObject[] = [];
  for (const { apiVersion, kind } of recordedKinds) {
    const objects = await listed(ports.cluster, apiVersion, kind, notes);
    recorded.push(...objects.filter((object) => isWanted(object, ports.namespaces, notes)));
  }
  for (const [path, items] of filesOf(recorded)) {
    const masked = await Promise.all(items.map((object) => maskObject(object, ports.mask)));
    ports.write(path, `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: masked }, null, 1)}\n`);
  }
  const logs = await recordLogs(
    recorded.filter(({ kind }) => kind === 'Pod'),
    ports,
    notes,
  );
  ports.write('now.txt', `${ports.now.toISOString()}\n`);
  if (notes.length > 0) ports.write('not-recorded.txt', `${notes.join('\n')}\n`);
  return { objects: recorded.length, logs, notes };
}

async function listed(
  cluster: ClusterReader,
  apiVersion: string,
  kind: string,
  notes: string[],
): Promise<readonly KubernetesObject[]> {
  try {
    const { items, truncated } = await cluster.list({ apiVersion, kind });
    if (truncated) notes.push(`${kind}: the list is incomplete`);
    return items;
  } catch (cause) {
    if (!(cause instanceof ClusterError)) throw cause;
    // A kind that the cluster does not serve has no objects; without a cluster there is nothing to record.
    if (cause.code === 'not-found') return [];
    if (cause.code === 'unreachable' || cause.code === 'unauthorized') throw cause;
    notes.push(`${kind}: ${cause.message}`);
    return [];
  }
}

/** Names become paths, so they have to be what the API server's own rules make of names. */
const safeName = /^[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/u;

function isWanted(
  { kind, metadata }: KubernetesObject,
  namespaces: readonly string[] | undefined,
  notes: string[],
): boolean {
  const namespace = kind === 'Namespace' ? metadata.name : metadata.namespace;
  if (namespace === undefined) return true;
  if (!safeName.test(namespace)) {
    notes.push(`${kind} in a namespace whose name is none: ${JSON.stringify(namespace)}`);
    return false;
  }
  return namespaces === undefined || namespaces.includes(namespace);
}

/** One file a kind and namespace, as `kubectl cluster-info dump` has them. */
function filesOf(objects: readonly KubernetesObject[]): ReadonlyMap<string, readonly KubernetesObject[]> {
  const files = new Map<string, KubernetesObject[]>();
  for (const object of objects) {
    const { namespace } = object.metadata;
    const path = `${namespace === undefined ? '' : `${namespace}/`}${object.kind.toLowerCase()}.json`;
    const file = files.get(path) ?? [];
    file.push(object);
    files.set(path, file);
  }
  return files;
}

/** Troubled containers first: the bound on logs should not cost what a triage needs. */
async function recordLogs(
  pods: readonly KubernetesObject[],
  ports: SnapshotPorts,
  notes: string[],
): Promise<number> {
  const wanted = pods.flatMap(livesOf).toSorted((a, b) => b.trouble - a.trouble);
  if (wanted.length > mostLogs) notes.push(`logs: ${mostLogs} of ${wanted.length} are recorded`);
  let count = 0;
  for (const { namespace, pod, container, previous } of wanted.slice(0, mostLogs)) {
    const name = `logs-${container}${previous ? '-previous' : ''}.txt`;
    try {
      const text = await ports.cluster.logs({ namespace, pod, container, previous, tailLines, limitBytes });
      ports.write(`${namespace}/${pod}/${name}`, await redact(text));
      count += 1;
    } catch (cause) {
      if (!(cause instanceof ClusterError)) throw cause;
      notes.push(`log of ${namespace}/${pod}/${container}${previous ? ', last life' : ''}: ${cause.message}`);
    }
  }
  return count;
}

interface ContainerLife {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly previous: boolean;
  readonly trouble: number;
}

function livesOf(object: KubernetesObject): readonly ContainerLife[] {
  const { namespace, name: pod, containers } = podView(object);
  return containers
    .filter(({ name }) => safeName.test(name) && safeName.test(pod))
    .flatMap(({ name: container, restarts, ready, runningSince, terminated, last }) => {
      const started = runningSince !== undefined || terminated !== undefined;
      const lives = [...(started ? [false] : []), ...(restarts > 0 || last !== undefined ? [true] : [])];
      return lives.map((previous) => ({
        namespace,
        pod,
        container,
        previous,
        trouble: restarts + (ready ? 0 : 1),
      }));
    });
}
