import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDump } from '../../src/adapters/dump/read-dump.ts';

const pod = '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","namespace":"cardboard"}}';
const laughs = [
  'a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]',
  ...Array.from(
    { length: 12 },
    (_, level) => `a${level + 1}: &a${level + 1} [${Array(10).fill(`*a${level}`).join(', ')}]`,
  ),
].join('\n');

describe('a dump that somebody made to do harm', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'firebreak-dump-'));
    writeFileSync(join(folder, 'pod.json'), pod);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['aliases of aliases', 'bomb.yaml', laughs],
    ['an alias of itself', 'circle.yaml', 'a: &a [*a]'],
    ['YAML nested too deep', 'deep.yaml', '['.repeat(100_000)],
    ['broken JSON', 'broken.json', '{"apiVersion"'],
    ['JSON nested too deep for anybody', 'deep.json', '['.repeat(200_000) + ']'.repeat(200_000)],
  ])('costs one file, not the rest, with %s', (_what, file, text) => {
    writeFileSync(join(folder, file), text);
    const dump = readDump(folder);
    expect(dump.objects.map(({ metadata }) => metadata.name)).toEqual(['web']);
  });

  it('leads out of its folder by no link', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'firebreak-outside-'));
    writeFileSync(join(outside, 'other.json'), pod.replace('"web"', '"other"'));
    mkdirSync(join(folder, 'cardboard', 'web'), { recursive: true });
    symlinkSync(outside, join(folder, 'linked'));
    symlinkSync(join(outside, 'other.json'), join(folder, 'linked.json'));
    symlinkSync('/etc/passwd', join(folder, 'cardboard', 'web', 'logs.txt'));
    const { objects, cluster } = readDump(folder);
    expect(objects.map(({ metadata }) => metadata.name)).toEqual(['web']);
    const query = {
      namespace: 'cardboard',
      pod: 'web',
      container: 'app',
      previous: false,
      tailLines: 10,
      limitBytes: 1000,
    };
    expect(await cluster.logs(query).catch(() => '')).not.toContain('root:');
    rmSync(outside, { recursive: true, force: true });
  });

  it.each(['../../../etc', '..', '.', 'a/../../b', '%2e%2e'])(
    'finds no log for a pod called %s',
    async (name) => {
      const { cluster } = readDump(folder);
      const query = {
        namespace: name,
        pod: name,
        container: name,
        previous: false,
        tailLines: 10,
        limitBytes: 1000,
      };
      expect(await cluster.logs(query).catch(() => '')).toBe('');
    },
  );

  it('keeps its prototypes to itself', () => {
    const text =
      '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"odd","__proto__":{"polluted":true}},"__proto__":{"polluted":true}}';
    writeFileSync(join(folder, 'proto.json'), text);
    readDump(folder);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
