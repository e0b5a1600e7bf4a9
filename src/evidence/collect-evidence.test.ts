import { describe, expect, it } from 'vitest';
import { fileURLToPath } from 'node:url';
import { readDump } from '../adapters/dump/read-dump.ts';
import type { Alert } from '../domain/alert.ts';
import type { ClusterReader, ListQuery } from '../ports/cluster.ts';
import { ClusterError } from '../ports/cluster.ts';
import type { EvidenceBudget } from './collect-evidence.ts';
import { collectEvidence } from './collect-evidence.ts';
import { createReadTools } from './read-tools.ts';
import { resolveTarget } from './resolve-target.ts';

const dump = (name: string) =>
  readDump(fileURLToPath(new URL(`../../test/fixtures/dumps/${name}`, import.meta.url))).cluster;
const clock = { now: () => new Date('2026-03-04T02:30:00Z') };
const alert: Alert = {
  fingerprint: 'f1',
  status: 'firing',
  labels: { alertname: 'PodCrashLoopBackOff', namespace: 'cardboard', pod: 'price-scraper-5d8f7c9b6d-x2x4z' },
  annotations: {},
  startsAt: '2026-03-04T02:15:00Z',
};

async function collect(
  cluster: ClusterReader,
  options: { readonly budget?: EvidenceBudget; readonly signal?: AbortSignal } = {},
) {
  const resolution = await resolveTarget(alert, dump('oom-scraper'));
  const { signal = new AbortController().signal, ...rest } = options;
  return await collectEvidence({
    alerts: [alert],
    namespaces: ['cardboard'],
    resolution,
    cluster,
    clock,
    signal,
    ...rest,
  });
}

describe('collectEvidence', () => {
  it('numbers its items in order, dates them, and says where each comes from', async () => {
    const { items } = await collect(dump('oom-scraper'));
    expect(items.map(({ id }) => id)).toEqual(items.map((_item, index) => `ev_${index + 1}`));
    expect(new Set(items.map(({ at }) => at))).toEqual(new Set(['2026-03-04T02:30:00.000Z']));
    expect(items.every(({ source }) => /^(?:GET |Alertmanager)/u.test(source))).toBe(true);
  });

  it('shows names of environment variables, never their values, and redacts logs', async () => {
    const text = JSON.stringify((await collect(dump('oom-scraper'))).items);
    expect(text).toContain('DB_PASSWORD');
    expect(text).toContain('[redacted:');
    expect(text).not.toContain('hunter2');
  });

  it('redacts a log before it is shortened, so that no part of a secret is left over', async () => {
    const key = [
      '-----BEGIN PRIVATE KEY-----',
      'MIIEvQIBADANBgkqhkiG9w0',
      'another line of the key',
      '-----END PRIVATE KEY-----',
    ];
    const noise = Array.from({ length: 300 }, (_none, index) => `error ${'x'.repeat(index)}`);
    const cluster = { ...dump('oom-scraper'), logs: () => Promise.resolve([...key, ...noise].join('\n')) };
    const text = JSON.stringify((await collect(cluster)).items);
    expect(text).not.toContain('MIIEvQ');
    expect(text).not.toContain('another line of the key');
  });

  it('stays within the incident’s namespaces, and never lists pods across the cluster or reads a Secret', async () => {
    const cluster = dump('oom-scraper');
    const queries: ListQuery[] = [];
    await collect({ ...cluster, list: (query) => (queries.push(query), cluster.list(query)) });
    expect(queries.length).toBeGreaterThan(3);
    expect(queries.every(({ namespace, kind }) => namespace === 'cardboard' && kind !== 'Secret')).toBe(true);
  });

  it('makes an item of what it may not read, and goes on with the rest', async () => {
    const cluster = dump('oom-scraper');
    const { items } = await collect({
      ...cluster,
      logs: () => Promise.reject(new ClusterError('forbidden', 'pods/log is forbidden')),
    });
    expect(
      items.filter(({ status }) => status === 'could-not-look').map(({ kind, summary }) => [kind, summary]),
    ).toEqual([['log', expect.stringMatching(/^could not look \(forbidden\): GET .*\/log/u)]]);
    expect(items.some(({ kind }) => kind === 'pod')).toBe(true);
  });

  it('says which reads the budget of API calls left out', async () => {
    const { apiCalls, items } = await collect(dump('oom-scraper'), {
      budget: { apiCalls: 2, characters: 96_000 },
    });
    expect(apiCalls).toBe(2);
    expect(items.some(({ summary }) => summary.startsWith('could not look (budget)'))).toBe(true);
  });

  it('cuts to the budget of characters, and says so', async () => {
    const { characters, items } = await collect(dump('oom-scraper'), {
      budget: { apiCalls: 60, characters: 600 },
    });
    expect(characters).toBeLessThanOrEqual(600);
    expect(items.at(-1)?.summary).toMatch(/more observations left out/u);
  });

  it('ends when its time is up, with what was not read said', async () => {
    const never = new Promise<never>(() => undefined);
    const hanging: ClusterReader = { get: () => never, list: () => never, logs: () => never };
    const { items } = await collect(hanging, { signal: AbortSignal.abort() });
    expect(items.filter(({ status }) => status === 'seen').map(({ kind }) => kind)).toEqual(['alert']);
    expect(items.some(({ summary }) => summary.startsWith('could not look (aborted)'))).toBe(true);
  });
});

describe('read tools', () => {
  async function toolsOver(name: string) {
    const cluster = dump(name);
    const collected = await collect(cluster);
    const { tools } = createReadTools({
      collected,
      namespaces: ['cardboard'],
      cluster,
      clock,
      apiCalls: 10,
      characters: 10_000,
    });
    const run = (tool: string, args: unknown) =>
      tools.find((each) => each.name === tool)?.run(args, new AbortController().signal);
    const idOf = (kind: string) => collected.items.find((item) => item.kind === kind)?.id ?? '';
    return { run, idOf, next: `ev_${collected.items.length + 1}` };
  }

  it('read the log of a pod that evidence has shown, under a new id', async () => {
    const { run, idOf, next } = await toolsOver('oom-scraper');
    const result = await run('read_log', { pod: idOf('pod'), container: 'scraper', previous: true });
    expect(result).toMatchObject({ items: [{ id: next, kind: 'log', trust: 'untrusted' }] });
  });

  it('list the workloads of the incident’s namespace', async () => {
    const { run } = await toolsOver('oom-scraper');
    expect(await run('list_objects', { what: 'workloads', namespace: 'cardboard' })).toMatchObject({
      items: [{ ref: { kind: 'Deployment', name: 'price-scraper' } }],
    });
  });

  it.each([
    ['an id that nothing bears', 'read_log', { pod: 'ev_999', container: 'scraper' }, 'ev_999 shows no Pod'],
    ['a name instead of an id', 'describe_object', { object: 'postgres-0' }, 'an evidence id'],
    [
      'another namespace',
      'list_objects',
      { what: 'services', namespace: 'kube-system' },
      'this incident is about cardboard',
    ],
    [
      'a kind that is not on offer',
      'list_objects',
      { what: 'secrets', namespace: 'cardboard' },
      'Invalid option',
    ],
  ])('refuse %s in words', async (_case, tool, args, words) => {
    const { run } = await toolsOver('oom-scraper');
    expect(await run(tool, args)).toMatchObject({ refused: expect.stringContaining(words) as string });
  });

  it('read a log that the kubelet has no more from the archive', async () => {
    const cluster = dump('oom-scraper');
    const collected = await collect(cluster);
    const { tools } = createReadTools({
      collected,
      namespaces: ['cardboard'],
      cluster: { ...cluster, logs: () => Promise.reject(new ClusterError('not-found', 'gone')) },
      logs: {
        alerts: [alert],
        archive: { read: async () => [{ pod: 'p', container: 'scraper', text: 'Out of memory' }] },
      },
      clock,
      apiCalls: 10,
      characters: 10_000,
    });
    const pod = collected.items.find(({ kind }) => kind === 'pod')?.id ?? '';
    const readLog = tools.find(({ name }) => name === 'read_log');
    expect(await readLog?.run({ pod, container: 'scraper' }, new AbortController().signal)).toMatchObject({
      items: [
        { trust: 'untrusted', source: expect.stringMatching(/^Loki, /u) as string, detail: 'Out of memory' },
      ],
    });
  });

  it('refuse a container that the pod does not have', async () => {
    const { run, idOf } = await toolsOver('oom-scraper');
    expect(await run('read_log', { pod: idOf('pod'), container: 'sidecar' })).toEqual({
      refused: "the pod's containers are scraper",
      reason: 'reply.unseen-object',
    });
  });
});
