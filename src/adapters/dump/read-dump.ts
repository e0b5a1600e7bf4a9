import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { KubernetesObject } from '../../domain/objects.ts';
import type { ClusterReader } from '../../ports/cluster.ts';
import { containerLog } from './parse-logs.ts';
import { parseObjects } from './parse-objects.ts';
import type { RecordedLogs } from './recorded-cluster.ts';
import { recordedCluster } from './recorded-cluster.ts';

export interface Dump {
  readonly cluster: ClusterReader;
  readonly objects: readonly KubernetesObject[];
  /** When the dump was taken, where `now.txt` says so. */
  readonly takenAt?: Date;
  /** Files that could not be read as Kubernetes objects, relative to the folder. */
  readonly skipped: readonly string[];
}

/**
 * Reads a recorded cluster: any `*.json`, `*.yaml` and `*.yml` with objects or Lists, logs under
 * `<namespace>/<pod>/`, and `now.txt`. A file that does not parse is skipped and named; throws only where the folder
 * itself cannot be read.
 */
export function readDump(directory: string): Dump {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
  const read = (file: string) => readFileSync(join(directory, file), 'utf8');
  const objects: KubernetesObject[] = [];
  const skipped: string[] = [];
  for (const file of files) {
    const format = formatOf(file);
    if (format === undefined) continue;
    try {
      objects.push(...parseObjects(read(file), format));
    } catch {
      skipped.push(file);
    }
  }
  const takenAt = files.includes('now.txt') ? new Date(read('now.txt').trim()) : undefined;
  return {
    cluster: recordedCluster(objects, logsIn(files, read)),
    objects,
    ...(takenAt === undefined || Number.isNaN(takenAt.getTime()) ? {} : { takenAt }),
    skipped,
  };
}

function formatOf(file: string): 'json' | 'yaml' | undefined {
  if (file.endsWith('.json')) return 'json';
  return /\.ya?ml$/u.test(file) ? 'yaml' : undefined;
}

/** Names are compared with the files that are there, never joined into a path: they come from outside. */
function logsIn(files: readonly string[], read: (file: string) => string): RecordedLogs {
  const find = (folder: string, name: string) =>
    files.find((file) => file === `${folder}/${name}` || file.endsWith(`/${folder}/${name}`));
  return ({ namespace, pod, container, previous }) => {
    const folder = `${namespace}/${pod}`;
    const own = find(folder, `logs-${container}${previous ? '-previous' : ''}.txt`);
    if (own !== undefined) return read(own);
    const shared = previous ? undefined : find(folder, 'logs.txt');
    return shared === undefined ? undefined : containerLog(read(shared), container);
  };
}
