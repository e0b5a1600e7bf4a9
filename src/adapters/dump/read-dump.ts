import { join } from 'node:path';
import { messageOf } from '../../domain/message-of.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { podView } from '../../evidence/views/pod-view.ts';
import type { ClusterReader } from '../../ports/cluster.ts';
import type { Skipped } from './dump-files.ts';
import { dumpFiles, readLog, readWhole } from './dump-files.ts';
import { containerLog } from './parse-logs.ts';
import { parseFile } from './parse-objects.ts';
import type { RecordedLogs } from './recorded-cluster.ts';
import { recordedCluster } from './recorded-cluster.ts';
import { withLeftOut } from './written-by-hand.ts';

export interface Dump {
  readonly cluster: ClusterReader;
  readonly objects: readonly KubernetesObject[];
  /** When the dump was taken, where `now.txt` says so. */
  readonly takenAt?: Date;
  /** Files that could not be read as Kubernetes objects, or not to their end. */
  readonly skipped: readonly Skipped[];
}

/**
 * Reads a recorded cluster: any `*.json`, `*.yaml` and `*.yml` with objects or Lists (`.gz` too), logs under
 * `<namespace>/<pod>/`, and `now.txt`. What does not parse is skipped and named; throws only where the folder itself
 * cannot be read.
 */
export function readDump(directory: string): Dump {
  const { files, skipped: unreadable } = dumpFiles(directory);
  const objects: KubernetesObject[] = [];
  const skipped: Skipped[] = [...unreadable];
  for (const file of files) {
    const format = formatOf(file);
    if (format === undefined) continue;
    try {
      const { objects: found, problem } = parseFile(readWhole(join(directory, file)), format);
      for (const object of found) objects.push(withLeftOut(object));
      if (problem !== undefined) skipped.push({ file, why: problem });
    } catch (cause) {
      skipped.push({ file, why: firstLine(messageOf(cause)) });
    }
  }
  const takenAt = timeIn(directory, files);
  return {
    cluster: recordedCluster(objects, logsIn(directory, files, objects)),
    objects,
    ...(takenAt === undefined ? {} : { takenAt }),
    skipped,
  };
}

function timeIn(directory: string, files: readonly string[]): Date | undefined {
  if (!files.includes('now.txt')) return undefined;
  const time = new Date(readLog(join(directory, 'now.txt')).trim());
  return Number.isNaN(time.getTime()) ? undefined : time;
}

function formatOf(file: string): 'json' | 'yaml' | undefined {
  if (/\.json(?:\.gz)?$/iu.test(file)) return 'json';
  return /\.ya?ml(?:\.gz)?$/iu.test(file) ? 'yaml' : undefined;
}

function firstLine(text: string): string {
  return text.split('\n')[0]?.slice(0, 200) ?? '';
}

/**
 * Names are compared with the files that are there, never joined into a path: they come from outside. Of a container
 * that waits to be started again, the kubelet serves the log of its last life, and so kubectl has recorded that.
 */
function logsIn(
  directory: string,
  files: readonly string[],
  objects: readonly KubernetesObject[],
): RecordedLogs {
  const waiting = new Set(objects.filter(({ kind }) => kind === 'Pod').flatMap(waitingContainers));
  const find = (folder: string, name: string) => {
    const isThere = (file: string) => file === `${folder}/${name}` || file.endsWith(`/${folder}/${name}`);
    return files.find((file) => isThere(file) || isThere(file.replace(/\.gz$/u, '')));
  };
  return ({ namespace, pod, container, previous }) => {
    const folder = `${namespace}/${pod}`;
    const own = find(folder, `logs-${container}${previous ? '-previous' : ''}.txt`);
    if (own !== undefined) return readLog(join(directory, own));
    const isServed = !previous || waiting.has(`${folder}/${container}`);
    const shared = isServed ? find(folder, 'logs.txt') : undefined;
    return shared === undefined ? undefined : containerLog(readLog(join(directory, shared)), container);
  };
}

function waitingContainers(pod: KubernetesObject): readonly string[] {
  const { namespace = '', name } = pod.metadata;
  return podView(pod)
    .containers.filter((container) => container.waiting !== undefined && container.last !== undefined)
    .map((container) => `${namespace}/${name}/${container.name}`);
}
