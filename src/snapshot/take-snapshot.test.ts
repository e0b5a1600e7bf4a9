import { describe, expect, it } from 'vitest';
import { parseObjects } from '../adapters/dump/parse-objects.ts';
import { recordedCluster } from '../adapters/dump/recorded-cluster.ts';
import { listAt, textAt } from '../domain/fields.ts';
import type { KubernetesObject } from '../domain/objects.ts';
import { ClusterError, type ClusterReader } from '../ports/cluster.ts';
import { createMask } from './mask-object.ts';
import { takeSnapshot } from './take-snapshot.ts';

const now = new Date('2026-03-04T02:00:00Z');
const secret = 'hunter2-correct-horse-battery';

const pod: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-1', namespace: 'shop', uid: 'u1', labels: { app: 'web' } },
  spec: {
    containers: [
      {
        name: 'app',
        image: 'ghcr.io/shop/web:1',
        env: [
          { name: 'DATABASE_PASSWORD', value: secret },
          { name: 'SAME', value: secret },
          { name: 'FROM', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
        ],
        args: ['--listen=:8080'],
      },
      { name: 'side', args: ['--password', secret] },
    ],
  },
  status: {
    containerStatuses: [
      { name: 'app', restartCount: 2, ready: true, state: { running: { startedAt: 'x' } } },
    ],
  },
};

async function record(
  objects: readonly KubernetesObject[],
  more: { readonly cluster?: ClusterReader; readonly namespaces?: readonly string[] } = {},
) {
  const files = new Map<string, string>();
  const { cluster = recordedCluster(objects, () => `listening\nDB_PASSWORD=${secret}\n`), ...rest } = more;
  const summary = await takeSnapshot({
    cluster,
    now,
    mask: createMask(Buffer.from('key')),
    write: (path, text) => files.set(path, text),
    ...rest,
  });
  const all = [...files.entries()].map(([path, text]) => `${path}\n${text}`).join('\n');
  return { files, summary, all };
}

const firstOf = (text: string | undefined) => parseObjects(text ?? '', 'json')[0];

describe('a snapshot', () => {
  it('holds objects by namespace and kind, logs of both lives, and its time', async () => {
    const { files, summary } = await record([pod]);

    expect([...files.keys()].toSorted()).toEqual([
      'now.txt',
      'shop/pod.json',
      'shop/web-1/logs-app-previous.txt',
      'shop/web-1/logs-app.txt',
    ]);
    expect(files.get('now.txt')).toBe('2026-03-04T02:00:00.000Z\n');
    expect(summary).toEqual({ objects: 1, logs: 2, notes: [] });
  });

  it('masks env values and keeps their names and references; equal values stay equal', async () => {
    const { files, all } = await record([pod]);

    expect(all).not.toContain(secret);
    const env = listAt(firstOf(files.get('shop/pod.json')), 'spec', 'containers', 0, 'env');
    const [password, same, from] = env;
    expect(password).toMatchObject({
      name: 'DATABASE_PASSWORD',
      value: expect.stringMatching(/^\[masked:/u) as string,
    });
    expect(textAt(same, 'value')).toBe(textAt(password, 'value'));
    expect(from).toEqual({ name: 'FROM', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } });
  });

  it('keeps what objects are found and judged by', async () => {
    const { files } = await record([pod]);

    expect(firstOf(files.get('shop/pod.json'))).toMatchObject({
      metadata: pod.metadata,
      spec: { containers: [{ image: 'ghcr.io/shop/web:1', args: ['--listen=:8080'] }, { name: 'side' }] },
      status: pod['status'],
    });
  });

  it('masks the data of ConfigMaps, and drops what was applied last and who manages fields', async () => {
    const config = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'settings',
        namespace: 'shop',
        managedFields: [{ manager: 'kubectl' }],
        annotations: {
          'kubectl.kubernetes.io/last-applied-configuration': `{"data":{"a":"${secret}"}}`,
          'example.com/token': secret,
          'example.com/owner': 'team-shop',
        },
      },
      data: { 'app.ini': secret },
    };

    const { files, all } = await record([config]);

    expect(all).not.toContain(secret);
    expect(all).not.toMatch(/managedFields|last-applied/u);
    expect(firstOf(files.get('shop/configmap.json'))).toMatchObject({
      metadata: { annotations: { 'example.com/owner': 'team-shop' } },
      data: { 'app.ini': expect.stringMatching(/^\[masked:/u) as string },
    });
  });

  it('never asks for Secrets', async () => {
    const asked: string[] = [];
    const empty = recordedCluster([]);
    const cluster: ClusterReader = {
      ...empty,
      list(query) {
        asked.push(query.kind);
        return empty.list(query);
      },
    };

    await record([], { cluster });

    expect(asked).toContain('Pod');
    expect(asked).not.toContain('Secret');
  });

  it('says what it may not read, so that nobody takes it for absent', async () => {
    const whole = recordedCluster([pod]);
    const cluster: ClusterReader = {
      ...whole,
      list: (query) =>
        query.kind === 'ConfigMap'
          ? Promise.reject(new ClusterError('forbidden', 'configmaps is forbidden'))
          : whole.list(query),
    };

    const { files, summary } = await record([], { cluster });

    expect(summary.notes).toContain('ConfigMap: configmaps is forbidden');
    expect(files.get('not-recorded.txt')).toContain('configmaps is forbidden');
  });

  it('fails where there is no cluster', async () => {
    const cluster: ClusterReader = {
      ...recordedCluster([]),
      list: () => Promise.reject(new ClusterError('unreachable', 'nobody listens')),
    };

    await expect(record([], { cluster })).rejects.toThrow('nobody listens');
  });

  it('makes no path of a name that is none', async () => {
    const evil = { ...pod, metadata: { ...pod.metadata, name: '../../x', namespace: 'shop' } };
    const outside = { ...pod, metadata: { ...pod.metadata, namespace: '../../etc' } };

    const { files, summary } = await record([evil, outside]);

    for (const path of files.keys()) expect(path).not.toContain('..');
    expect(summary.notes.join()).toContain('a namespace whose name is none');
  });

  it('is of the namespaces that are asked for', async () => {
    const other = { ...pod, metadata: { ...pod.metadata, namespace: 'other' } };
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' } };

    const { files } = await record([pod, other, node], { namespaces: ['shop'] });

    expect([...files.keys()]).toEqual(expect.arrayContaining(['node.json', 'shop/pod.json']));
    expect(files.has('other/pod.json')).toBe(false);
  });
});
