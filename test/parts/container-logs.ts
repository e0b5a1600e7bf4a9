import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyObjects, type KubeObject } from './kube-apply.ts';
import type { KubeRequest } from './kube-request.ts';

export interface ContainerLogs {
  readonly namespace: string;
  /** Without a pod, the text stands for every pod of the namespace that has no logs of its own. */
  readonly pod?: string;
  /** Without a container, the text stands for every container of the pod. */
  readonly container?: string;
  /** Lines with or without the CRI head (`2026-01-01T00:00:00Z stdout F `); without, they are stamped up to now. */
  readonly text: string;
  /** What the container before the last restart wrote, as `kubectl logs --previous` shows it. */
  readonly previous?: string;
}

const CRI_LINE = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d) (?:stdout|stderr) [FP] /;

export function toCri(text: string, now = Date.now()): string {
  const lines = text.replace(/\n$/, '').split('\n');
  const stamped = lines.map((line, index) => {
    if (CRI_LINE.test(line)) return line;
    return `${new Date(now - (lines.length - index)).toISOString()} stdout F ${line}`;
  });
  return `${stamped.join('\n')}\n`;
}

interface LogEntry {
  readonly containers?: readonly string[];
  readonly logsFile: string;
  readonly previousLogsFile: string;
}

function logObject(logs: ContainerLogs, entries: readonly LogEntry[]): KubeObject {
  const apiVersion = 'kwok.x-k8s.io/v1alpha1';
  const spec = { logs: entries };
  return logs.pod === undefined
    ? {
        apiVersion,
        kind: 'ClusterLogs',
        metadata: { name: logs.namespace },
        spec: { selector: { matchNamespaces: [logs.namespace] }, ...spec },
      }
    : { apiVersion, kind: 'Logs', metadata: { name: logs.pod, namespace: logs.namespace }, spec };
}

/** Gives containers that nobody runs something to have said, through the objects that kwok's kubelet reads. */
export function logWriter(folder: string, request: KubeRequest): (logs: ContainerLogs) => Promise<void> {
  const perObject = new Map<string, LogEntry[]>();
  let files = 0;
  mkdirSync(folder);
  const write = (text: string): string => {
    const file = join(folder, `${(files += 1)}.log`);
    writeFileSync(file, text);
    return file;
  };
  return async (logs) => {
    const key = `${logs.namespace}/${logs.pod ?? ''}`;
    const others = (perObject.get(key) ?? []).filter((entry) => entry.containers?.[0] !== logs.container);
    const entry = {
      ...(logs.container === undefined ? {} : { containers: [logs.container] }),
      logsFile: write(toCri(logs.text)),
      previousLogsFile: write(logs.previous === undefined ? '' : toCri(logs.previous)),
    };
    const entries = [...others, entry];
    perObject.set(key, entries);
    await applyObjects(request, [logObject(logs, entries)]);
  };
}
