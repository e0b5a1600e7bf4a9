import { describe, expect, it } from 'vitest';
import { recordedCluster } from '../../adapters/dump/recorded-cluster.ts';
import { type KubernetesObject, refOf } from '../../domain/objects.ts';
import type { ApiRequest, JsonPatchOperation } from '../../domain/request.ts';
import type { ClusterExecution } from '../check-context.ts';
import { values } from './values.ts';

type Variables = readonly { readonly name: string; readonly value?: string }[];

function object(env: Variables): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'thing', namespace: 'x' }, spec: { env } };
}

async function outcomeOf(request: ApiRequest, live: KubernetesObject): Promise<readonly string[]> {
  const execution: ClusterExecution = {
    id: 'prp_1.1',
    proposal: 'prp_1',
    purpose: 'fix',
    step: 0,
    status: 'applied',
    request,
    inverse: { irreversible: 'a test' },
    intendedAt: '2026-03-04T02:00:00Z',
  };
  const checks = await values({
    execution,
    cluster: recordedCluster([live]),
    condition: async () => 'gone',
    stableSeconds: 0,
    now: new Date(0),
  });
  return checks.map(({ outcome }) => outcome);
}

function after(env: Variables, ...patch: readonly JsonPatchOperation[]): Promise<readonly string[]> {
  return outcomeOf({ verb: 'patch', target: refOf(object([])), patch }, object(env));
}

const removeA: readonly JsonPatchOperation[] = [
  { op: 'test', path: '/spec/env/0', value: { name: 'A', value: '1' } },
  { op: 'remove', path: '/spec/env/0' },
];

describe('the values that were written', () => {
  it('are looked for where the name says, since indexes shift', async () => {
    const patch: readonly JsonPatchOperation[] = [
      { op: 'test', path: '/spec/env/1/name', value: 'B' },
      { op: 'replace', path: '/spec/env/1/value', value: '2' },
      ...removeA,
    ];

    expect(await after([{ name: 'B', value: '2' }], ...patch)).toEqual(['holds']);
    expect(await after([{ name: 'B', value: '1' }], ...patch)).toEqual(['not-yet']);
  });

  it('are gone when the item of that name is gone, whatever took its place', async () => {
    expect(await after([{ name: 'B' }], ...removeA)).toEqual(['holds']);
    expect(await after([{ name: 'B' }, { name: 'A' }], ...removeA)).toEqual(['not-yet']);
  });

  it('may have been added to, and may be left out where they say nothing', async () => {
    const added: JsonPatchOperation = { op: 'add', path: '/spec/env/0', value: { name: 'A', value: '' } };

    expect(await after([{ name: 'A' }], added)).toEqual(['holds']);
    expect(await after([{ name: 'A', value: 'x' }], added)).toEqual(['not-yet']);
  });

  it('are those that were written last', async () => {
    const first: JsonPatchOperation = { op: 'add', path: '/spec/x', value: 1 };
    const last: JsonPatchOperation = { op: 'remove', path: '/spec/x' };

    expect(await after([], first, last)).toEqual(['holds']);
  });

  it('are the whole of an object that was made', async () => {
    const made = object([{ name: 'A', value: '1' }]);
    const request: ApiRequest = { verb: 'create', target: refOf(made), object: made };

    expect(await outcomeOf(request, { ...made, status: {} })).toEqual(['holds']);
    expect(await outcomeOf(request, object([]))).toEqual(['not-yet']);
  });
});
