import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDump } from './read-dump.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dump-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(file: string, content: string | Buffer): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), content);
}

const pod = (name: string) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'shop', name } });
const names = () => readDump(folder).objects.map(({ metadata }) => metadata.name);
const log = {
  namespace: 'shop',
  pod: 'web-0',
  container: 'web',
  tailLines: 10,
  limitBytes: 1000,
  previous: false,
};

describe('what people’s machines make of a dump is read', () => {
  it.each([
    ['a byte order mark', 'pods.json', Buffer.from(`\uFEFF${JSON.stringify(pod('a'))}`)],
    [
      'UTF-16, as PowerShell writes it',
      'pods.json',
      Buffer.from(`\uFEFF${JSON.stringify(pod('a'))}`, 'utf16le'),
    ],
    ['gzip', 'pods.json.gz', gzipSync(JSON.stringify(pod('a')))],
    ['Windows line ends', 'pods.yaml', 'apiVersion: v1\r\nkind: Pod\r\nmetadata:\r\n  name: a\r\n'],
    ['a name in capitals', 'PODS.JSON', JSON.stringify(pod('a'))],
    ['one object a line', 'pods.json', `${JSON.stringify(pod('a'))}\n`],
    [
      'a label that is a number',
      'pod.yaml',
      'apiVersion: v1\nkind: Pod\nmetadata: { name: a, labels: { version: 2 } }',
    ],
    [
      'a List of mixed kinds',
      'all.yaml',
      'apiVersion: v1\nkind: List\nitems: [{ apiVersion: v1, kind: Pod, metadata: { name: a } }]',
    ],
    [
      'a List without items, as Go writes it',
      'all.yaml',
      'apiVersion: v1\nkind: PodList\nitems: null\n---\napiVersion: v1\nkind: Pod\nmetadata: { name: a }',
    ],
  ])('%s', (_what, file, content) => {
    write(file, content);
    expect(names()).toEqual(['a']);
    expect(readDump(folder).skipped).toEqual([]);
  });

  it('several objects, one a line', () => {
    write('pods.json', `${JSON.stringify(pod('a'))}\n${JSON.stringify(pod('b'))}\n`);
    expect(names()).toEqual(['a', 'b']);
  });

  it('a log with Windows line ends, and one that is packed', async () => {
    write(
      'shop/web-0/logs.txt',
      '==== START logs for container web of pod shop/web-0 ====\r\nhello\r\n==== END logs for container web of pod shop/web-0 ====\r\n',
    );
    expect(await readDump(folder).cluster.logs(log)).toBe('hello');
    rmSync(join(folder, 'shop'), { recursive: true });
    write('shop/web-0/logs-web.txt.gz', gzipSync('packed\n'));
    expect(await readDump(folder).cluster.logs(log)).toBe('packed');
  });

  it('of a log without an end the end', async () => {
    write('shop/web-0/logs.txt', 'first\n');
    truncateSync(join(folder, 'shop/web-0/logs.txt'), 700 * 2 ** 20);
    await expect(readDump(folder).cluster.logs({ ...log, tailLines: 1 })).resolves.not.toContain('first');
  });

  it('events of events.k8s.io as the core events that they are', async () => {
    write(
      'events.json',
      JSON.stringify({
        apiVersion: 'events.k8s.io/v1',
        kind: 'Event',
        metadata: { namespace: 'shop', name: 'web-0.1' },
        regarding: { kind: 'Pod', name: 'web-0', namespace: 'shop' },
        note: 'Back-off restarting failed container',
        reason: 'BackOff',
        deprecatedCount: 7,
        deprecatedLastTimestamp: '2026-03-04T02:00:00Z',
      }),
    );
    const { items } = await readDump(folder).cluster.list({
      apiVersion: 'v1',
      kind: 'Event',
      namespace: 'shop',
    });
    expect(items).toMatchObject([
      { involvedObject: { name: 'web-0' }, message: 'Back-off restarting failed container', count: 7 },
    ]);
  });
});

describe('what cannot be read is said, and costs nothing else', () => {
  beforeEach(() => {
    write('good.json', JSON.stringify(pod('good')));
  });

  it.each([
    ['a file that was cut', 'cut.json', '{"apiVersion":"v1","kind":"PodList","items":[{"meta'],
    ['bytes', 'core.json', Buffer.from([0, 1, 2, 0xff, 0xfe, 0])],
    ['an empty file', 'empty.json', ''],
    ['a broken archive', 'pods.json.gz', gzipSync('{}').subarray(0, 9)],
    ['YAML without an end to its nesting', 'deep.yaml', '['.repeat(100_000)],
  ])('%s', (_what, file, content) => {
    write(file, content);
    const { objects, skipped } = readDump(folder);
    expect(objects.map(({ metadata }) => metadata.name)).toEqual(['good']);
    expect(skipped).toMatchObject([{ file, why: expect.stringMatching(/\S/u) as string }]);
  });

  it('a file that is larger than any text', () => {
    write('huge.json', '');
    truncateSync(join(folder, 'huge.json'), 3 * 2 ** 30);
    expect(readDump(folder).skipped).toEqual([{ file: 'huge.json', why: 'larger than 256 MiB' }]);
    expect(names()).toEqual(['good']);
  });

  it('the rest of a file of which a document is broken', () => {
    write('two.yaml', 'apiVersion: v1\nkind: Pod\nmetadata: { name: whole }\n---\nkind: [unclosed\n');
    expect(names()).toEqual(['good', 'whole']);
    expect(readDump(folder).skipped).toEqual([{ file: 'two.yaml', why: '1 of 2 documents are not YAML' }]);
  });

  it('lines after one that was cut', () => {
    write('lines.json', `${JSON.stringify(pod('a'))}\n{"apiVersion":\n`);
    expect(names()).toEqual(['good', 'a']);
    expect(readDump(folder).skipped).toEqual([{ file: 'lines.json', why: 'not JSON from line 2 on' }]);
  });

  it('a folder that may not be read', () => {
    mkdirSync(join(folder, 'closed'));
    chmodSync(join(folder, 'closed'), 0);
    chmodSync(folder, 0o755);
    // Root may read everything, so it looks as somebody else.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) process.seteuid?.('nobody');
    try {
      expect(readDump(folder).skipped).toMatchObject([{ file: 'closed' }]);
    } finally {
      if (isRoot) process.seteuid?.(0);
      chmodSync(join(folder, 'closed'), 0o700);
    }
  });

  it('where a link leads is not looked at', () => {
    symlinkSync('/etc', join(folder, 'etc'));
    symlinkSync(join(folder, 'good.json'), join(folder, 'link.json'));
    expect(names()).toEqual(['good']);
  });
});
