import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Kind, kindNamed } from '../../src/kubectl/kinds.ts';
import { KubectlRefusal } from '../../src/kubectl/kubectl-refusal.ts';
import { type ControlPlane, startControlPlane } from '../parts/control-plane.ts';
import { partMissing } from '../parts/parts.ts';

const groupsSchema = z.object({
  groups: z.array(z.object({ preferredVersion: z.object({ groupVersion: z.string() }) })),
});
const resourcesSchema = z.object({
  resources: z.array(
    z.object({
      name: z.string(),
      singularName: z.string(),
      kind: z.string(),
      namespaced: z.boolean(),
      shortNames: z.array(z.string()).optional(),
    }),
  ),
});

/** What each name means to kubectl: the first group that has it, the core group before all others. */
async function servedNames(controlPlane: ControlPlane): Promise<ReadonlyMap<string, Kind>> {
  const { groups } = groupsSchema.parse((await controlPlane.request('GET', '/apis')).json);
  const apiVersions = ['v1', ...groups.map(({ preferredVersion }) => preferredVersion.groupVersion)];
  const served = new Map<string, Kind>();
  for (const apiVersion of apiVersions) {
    const path = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
    const { resources } = resourcesSchema.parse((await controlPlane.request('GET', path)).json);
    for (const { name, singularName, shortNames = [], kind, namespaced } of resources) {
      for (const word of name.includes('/') ? [] : [name, singularName, ...shortNames]) {
        if (!served.has(word)) served.set(word, { kind, apiVersion, namespaced });
      }
    }
  }
  return served;
}

function meantBy(word: string): Kind | 'unknown' {
  try {
    return kindNamed(word);
  } catch (cause) {
    if (cause instanceof KubectlRefusal && cause.reason === 'kubectl.unknown-kind') return 'unknown';
    throw cause;
  }
}

describe.skipIf(partMissing('control-plane'))('the names of kinds', () => {
  let controlPlane: ControlPlane;
  beforeAll(async () => {
    controlPlane = await startControlPlane();
  });
  afterAll(() => controlPlane.stop());

  it('mean what a real API server says, or are not known', async () => {
    const served = await servedNames(controlPlane);
    const known = [...served].filter(([word]) => meantBy(word) !== 'unknown');
    expect(known.map(([word]) => [word, meantBy(word)])).toEqual(known);
    expect(known.length).toBeGreaterThan(100);
  });
});
