import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDump } from './read-dump.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dump-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(file: string, text: string): void {
  mkdirSync(join(folder, file, '..'), { recursive: true });
  writeFileSync(join(folder, file), text);
}

const log = { namespace: 'cardboard', pod: 'web-0', tailLines: 10, limitBytes: 1000, previous: false };

describe('readDump', () => {
  it('gives items of typed lists the kind that kubectl left out', async () => {
    write(
      'cardboard/pods.json',
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'PodList',
        items: [{ metadata: { name: 'web-0', namespace: 'cardboard', labels: { app: 'web' } } }],
      }),
    );
    const { cluster } = readDump(folder);
    const { items } = await cluster.list({ apiVersion: 'v1', kind: 'Pod', labelSelector: 'app=web' });
    expect(items.map((pod) => [pod.apiVersion, pod.kind, pod.metadata.name])).toEqual([
      ['v1', 'Pod', 'web-0'],
    ]);
  });

  it('skips what does not parse, names it, and never holds a Secret', () => {
    write('broken.json', '{');
    write('notes.yaml', 'just: text');
    write('secret.yaml', 'apiVersion: v1\nkind: Secret\nmetadata: { name: s }\ndata: { p: aHVudGVyMg== }');
    expect(readDump(folder)).toMatchObject({ objects: [], skipped: [{ file: 'broken.json' }] });
  });

  it('takes the log of one container out of a file that holds several', async () => {
    const part = (name: string) =>
      `==== START logs for container ${name} of pod cardboard/web-0 ====\n${name} says\n` +
      `==== END logs for container ${name} of pod cardboard/web-0 ====\n`;
    write('cardboard/web-0/logs.txt', part('app') + part('sidecar'));
    const { cluster } = readDump(folder);
    expect(await cluster.logs({ ...log, container: 'sidecar' })).toBe('sidecar says');
  });

  it('prefers the log that is named after the container, and knows its last life', async () => {
    write('cardboard/web-0/logs.txt', 'shared');
    write('cardboard/web-0/logs-app.txt', 'one\ntwo\nthree\n');
    write('cardboard/web-0/logs-app-previous.txt', 'before');
    const { cluster } = readDump(folder);
    expect(await cluster.logs({ ...log, container: 'app', tailLines: 2 })).toBe('two\nthree');
    expect(await cluster.logs({ ...log, container: 'app', previous: true })).toBe('before');
  });

  it('does not know a log that was not recorded', async () => {
    await expect(readDump(folder).cluster.logs({ ...log, container: 'app' })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('selects by fields, an absent one as the empty string', async () => {
    write(
      'pods.yaml',
      [
        'apiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: x }\nspec: { nodeName: n1 }',
        'apiVersion: v1\nkind: Pod\nmetadata: { name: b, namespace: x }',
      ].join('\n---\n'),
    );
    const { cluster } = readDump(folder);
    const names = async (fieldSelector: string) =>
      (await cluster.list({ apiVersion: 'v1', kind: 'Pod', fieldSelector })).items.map(
        (pod) => pod.metadata.name,
      );
    expect(await names('spec.nodeName=n1')).toEqual(['a']);
    expect(await names('spec.nodeName=')).toEqual(['b']);
  });

  it('says when it was taken', () => {
    write('now.txt', '2026-03-04T05:06:07Z\n');
    expect(readDump(folder).takenAt).toEqual(new Date('2026-03-04T05:06:07Z'));
  });
});
