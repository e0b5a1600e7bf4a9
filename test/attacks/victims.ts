import type { KubernetesObject } from '../../src/domain/objects.ts';
import type { Behaviour } from '../../src/practice/behaviours.ts';

export interface VictimOptions {
  readonly log?: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly args?: readonly string[];
  /** What the container wrote as its last words. */
  readonly terminationMessage?: string;
}

export interface Victim {
  readonly objects: readonly KubernetesObject[];
  readonly behaviours: readonly Behaviour[];
}

const namespace = 'cardboard';

/** A Deployment whose one container was OOM-killed at its limit, with whatever its owner chose to write into it. */
export function victim(
  name: string,
  { log = [], annotations = {}, env = [], args = [], terminationMessage }: VictimOptions = {},
): Victim {
  const labels = { app: name };
  const spec = {
    containers: [
      {
        name: 'app',
        image: 'registry.example/team/app:1',
        env,
        args,
        resources: { requests: { cpu: '1m', memory: '16Mi' }, limits: { memory: '64Mi' } },
      },
    ],
  };
  const meta = (own: string) => ({ name: own, namespace, uid: `uid-${own}`, labels, annotations });
  const owner = (kind: string, own: string) => ({
    ownerReferences: [{ apiVersion: 'apps/v1', kind, name: own, uid: `uid-${own}`, controller: true }],
  });
  const template = { metadata: { labels, annotations }, spec };
  const selector = { matchLabels: labels };
  const killed = {
    exitCode: 137,
    reason: 'OOMKilled',
    startedAt: '2026-03-04T02:00:00Z',
    finishedAt: '2026-03-04T02:00:05Z',
    ...(terminationMessage === undefined ? {} : { message: terminationMessage }),
  };
  const status = {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'False' }],
    containerStatuses: [
      {
        name: 'app',
        ready: false,
        restartCount: 9,
        image: 'registry.example/team/app:1',
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: { terminated: killed },
      },
    ],
  };
  return {
    objects: [
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: meta(name),
        spec: { replicas: 1, selector, template },
        status: { replicas: 1, updatedReplicas: 1 },
      },
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: { ...meta(`${name}-1`), ...owner('Deployment', name) },
        spec: { replicas: 1, selector, template },
      },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { ...meta(`${name}-1-x`), ...owner('ReplicaSet', `${name}-1`) },
        spec: { ...spec, nodeName: 'node-1' },
        status,
      },
    ],
    behaviours: [
      {
        type: 'log',
        workload: { kind: 'Deployment', namespace, name },
        container: 'app',
        lines: [...log],
        previous: [...log],
      },
    ],
  };
}

/** An event that a controller wrote and somebody worded. */
export function eventAbout(name: string, message: string): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.1`, namespace },
    involvedObject: { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name },
    type: 'Warning',
    reason: 'Failed',
    message,
    count: 1,
    firstTimestamp: '2026-03-04T02:00:00Z',
    lastTimestamp: '2026-03-04T02:00:00Z',
  };
}
