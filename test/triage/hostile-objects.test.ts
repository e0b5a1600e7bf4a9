import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { readDump } from '../../src/adapters/dump/read-dump.ts';
import { recordedCluster } from '../../src/adapters/dump/recorded-cluster.ts';
import { triageCluster } from '../../src/cli/triage-dump.ts';
import type { KubernetesObject } from '../../src/domain/objects.ts';
import { parsePayload } from '../../src/intake/payload.ts';

const dumps = fileURLToPath(new URL('../fixtures/dumps', import.meta.url));
const now = new Date('2026-03-04T02:30:00Z');

/** Replaces whatever the draw points at, below `metadata` nothing: the API server vouches for that alone. */
function spoil(value: unknown, path: readonly number[], junk: unknown): unknown {
  if (typeof value !== 'object' || value === null || path.length === 0) return junk;
  const entries = Object.entries(value);
  const [at = 0, ...rest] = path;
  const chosen = entries[at % Math.max(1, entries.length)];
  if (chosen === undefined || chosen[0] === 'metadata') return value;
  const [key, below] = chosen;
  const spoilt = spoil(below, rest, junk);
  return Array.isArray(value) ? value.with(Number(key), spoilt) : { ...value, [key]: spoilt };
}

it('gives an answer, whatever stands in the fields of the objects', async () => {
  const junk = fc.constantFrom(null, true, -1, 'text', [], {}, [null], { a: [1] }, ['a', 2]);
  const draw = fc.record({
    name: fc.constantFrom(...readdirSync(dumps)),
    paths: fc.array(fc.tuple(fc.nat(40), fc.array(fc.nat(20), { minLength: 1, maxLength: 8 }), junk), {
      minLength: 1,
      maxLength: 6,
    }),
  });
  await fc.assert(
    fc.asyncProperty(draw, async ({ name, paths }) => {
      const payload = parsePayload(JSON.parse(readFileSync(`${dumps}/${name}/payload.json`, 'utf8')));
      if ('invalid' in payload) throw new Error(payload.invalid);
      let objects = readDump(`${dumps}/${name}`).objects;
      for (const [which, path, value] of paths) {
        const index = which % objects.length;
        const { apiVersion, kind, metadata, ...rest } = objects[index] as KubernetesObject;
        const spoilt = spoil(rest, path, value) as object;
        objects = objects.with(index, { ...spoilt, apiVersion, kind, metadata });
      }
      const { causes, evidence } = await triageCluster(
        payload.alerts,
        payload.groupKey,
        recordedCluster(objects),
        now,
        'default',
      );
      const ids = new Set(evidence.map(({ id }) => id));
      for (const cause of causes) for (const id of cause.evidence) expect(ids).toContain(id);
    }),
    { numRuns: 300 },
  );
});
