import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDump } from '../../src/adapters/dump/read-dump.ts';
import { triageDump } from '../../src/cli/triage-dump.ts';
import { refText } from '../../src/domain/objects.ts';
import { expandScenario } from './scenario/expand-scenario.ts';
import { readScenarios } from './scenario/scenario.ts';

/** The lists that `kubectl cluster-info dump` writes for each namespace; of anything else it writes nothing. */
const recorded: Readonly<Record<string, string>> = {
  Event: 'events',
  ReplicationController: 'replication-controllers',
  Service: 'services',
  DaemonSet: 'daemonsets',
  Deployment: 'deployments',
  ReplicaSet: 'replicasets',
  Pod: 'pods',
};

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dump-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

/** Writes a scenario as kubectl would: typed lists whose items say no kind, and one log a pod. */
function writeAsKubectl(path: string) {
  const scenario = readScenarios().find(({ family, name }) => `${family}/${name}` === path);
  if (scenario === undefined) throw new Error(`${path} is no scenario`);
  const { objects, logs, payload } = expandScenario(scenario);
  const list = (kind: string, items: readonly object[]) =>
    JSON.stringify({
      kind: `${kind}List`,
      apiVersion: kind === 'Event' ? 'v1' : versionOf(kind),
      metadata: {},
      items,
    });
  const versionOf = (kind: string) => objects.find((one) => one.kind === kind)?.apiVersion ?? 'v1';
  const bare = (kind: string, namespace: string | undefined) =>
    objects
      .filter((one) => one.kind === kind && one.metadata.namespace === namespace)
      .map(({ kind: _kind, apiVersion: _version, ...rest }) => rest);
  write('nodes.json', list('Node', bare('Node', undefined)));
  const namespaces = new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []));
  for (const namespace of namespaces) {
    for (const [kind, file] of Object.entries(recorded))
      write(`${namespace}/${file}.json`, list(kind, bare(kind, namespace)));
  }
  for (const { namespace, pod, container, text, previous } of logs) {
    const whole = `==== START logs for container ${container} of pod ${namespace}/${pod} ====\n${text}\n==== END logs for container ${container} of pod ${namespace}/${pod} ====\n`;
    // kubectl writes no log of a life before; the kubelet serves it in its place while a container waits.
    if (!previous || !logs.some((one) => one.pod === pod && !one.previous))
      write(`${namespace}/${pod}/logs.txt`, whole);
  }
  return { payload, expect: scenario.expect };
}

async function firstCause(payload: unknown): Promise<string> {
  const { causes } = await triageDump({ dump: readDump(folder), payload });
  const [first] = causes;
  return first === undefined ? 'none' : `${first.cause} ${refText(first.object)}`;
}

describe('a dump as kubectl cluster-info dump writes it, without StatefulSets, Jobs, EndpointSlices and Namespaces', () => {
  it.each([
    'memory/java-heap-above-limit',
    'memory/limit-too-low',
    'images/ecr-token-expired',
    'crashes/unhandled-exception',
    'dns/external-name-unknown',
    'scheduling/cluster-is-full',
    'jobs/out-of-memory',
    'renamed/no-labels-at-all-under-the-pods',
    'second-review/louder-neighbour-in-the-namespace',
    'second-review/replica-held-on-a-silent-node',
    'quiet/recovered-crash',
  ])('%s', async (path) => {
    const { payload, expect: wanted } = writeAsKubectl(path);
    expect(await firstCause(payload)).toBe(`${wanted.cause ?? ''} ${wanted.object ?? ''}`);
  });

  it('names no broken DNS where it did not record what stands behind it', async () => {
    const { payload } = writeAsKubectl('dns/external-name-unknown');
    rmSync(join(folder, 'kube-system/deployments.json'));
    expect(await firstCause(payload)).not.toContain('dns.unavailable');
  });
});

describe('a file with alerts', () => {
  it('of several incidents answers for the first, and names the others', async () => {
    const { payload } = writeAsKubectl('memory/limit-too-low');
    const { alerts } = payload as { alerts: readonly object[] };
    const other = {
      status: 'firing',
      startsAt: '2026-03-04T02:00:00Z',
      labels: { alertname: 'KubePodNotReady', namespace: 'elsewhere', pod: 'gone-0', odd_label: '☂' },
    };
    const answer = await triageDump({
      dump: readDump(folder),
      payload: { alerts: [...alerts, other, { status: 'on fire' }] },
    });
    expect(answer.causes[0]?.cause).toBe('container.oom-killed');
    expect(answer.notes).toContain('not judged here: KubePodNotReady in elsewhere is of another incident');
    expect(answer.notes.filter((note) => note.startsWith('not read: alerts[2]'))).toHaveLength(1);
  });
});
