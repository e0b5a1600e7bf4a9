import { describe, expect, it } from 'vitest';
import { configMap, deployment, service } from '../../test/support/action-objects.ts';
import { action, change, kubectl, plan } from '../../test/support/actions.ts';
import { field } from '../domain/fields.ts';
import type { Json, KubernetesObject } from '../domain/objects.ts';
import { markerAnnotation } from './marked-patch.ts';

const metadata = { name: 'settings', namespace: 'cardboard' };
const identity = { apiVersion: 'v1', kind: 'ConfigMap', metadata };

const apply = (manifest: { readonly [key: string]: Json }, target: KubernetesObject = configMap) =>
  action('apply-object', target, { manifest });

describe('apply-object', () => {
  it('makes what is absent, recognisably, and says that it cannot take that back', () => {
    const made = change(apply({ ...identity, data: { a: 'b' } }), undefined);

    expect(made).toMatchObject({
      before: undefined,
      request: {
        verb: 'create',
        object: { ...identity, metadata: { ...metadata, annotations: { [markerAnnotation]: 'prp_1.1' } } },
      },
      inverse: { irreversible: expect.any(String) as string },
    });
  });

  it('sets the fields of the manifest and leaves the others alone', () => {
    const { after } = change(apply({ ...identity, data: { level: 'debug' } }), configMap);
    expect(after).toMatchObject({ data: { level: 'debug', workers: '4' } });
  });

  it('merges list items that a name or a port tells apart', () => {
    const ports = [{ name: 'metrics', port: 9090 }];
    const given = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...metadata, name: 'web' },
      spec: { ports },
    };
    const { after } = change(apply(given, service), service);

    expect(field(after, 'spec', 'ports')).toEqual([{ name: 'http', port: 80 }, ...ports]);
    expect(field(after, 'spec', 'selector')).toEqual(field(service, 'spec', 'selector'));
  });

  it('takes a selector as one value, as the API server does', () => {
    const given = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...metadata, name: 'web' },
      spec: { selector: { tier: 'front' } },
    };
    const { after } = change(apply(given, service), service);

    expect(field(after, 'spec', 'selector')).toEqual({ tier: 'front' });
  });

  it('is about its target alone', () => {
    const elsewhere = { ...identity, metadata: { ...metadata, namespace: 'kube-system' } };
    for (const target of [configMap, undefined]) {
      expect(plan(apply({ ...elsewhere, data: {} }), target)).toMatchObject({
        ok: false,
        reason: 'action.invalid',
      });
    }
    expect(plan(apply({ ...identity, kind: 'Secret' }), undefined)).toMatchObject({ ok: false });
    expect(plan(apply({ ...identity, apiVersion: 'v2' }), undefined)).toMatchObject({ ok: false });
  });

  it.each<readonly [string, { readonly [key: string]: Json }]>([
    ['owners', { metadata: { ...metadata, ownerReferences: [] } }],
    ['finalizers', { metadata: { ...metadata, finalizers: ['x'] } }],
    ['a uid', { metadata: { ...metadata, uid: 'x' } }],
    ['a generated name', { metadata: { ...metadata, generateName: 'x' } }],
    ['a status', { status: {} }],
    ['our marker', { metadata: { ...metadata, annotations: { [markerAnnotation]: 'prp_9.9' } } }],
  ])('takes no manifest with %s', (_, fields) => {
    for (const target of [configMap, undefined]) {
      expect(plan(apply({ ...identity, ...fields }), target)).toMatchObject({
        ok: false,
        reason: 'action.invalid',
      });
    }
  });

  it('refuses what would change nothing', () => {
    expect(plan(apply({ ...identity, data: { level: 'info' } }), configMap)).toMatchObject({
      reason: 'dry-run.no-effect',
    });
  });

  it('quotes the manifest whole', () => {
    const text = kubectl(apply({ ...identity, data: { a: "'$(id)'" } }));
    expect(text).toMatch(/^printf %s '\{.*\}' \| kubectl -n cardboard apply -f -$/u);
    expect(text).toContain(`'\\''$(id)'\\''`);
  });

  it('names the Deployment that it would change', () => {
    const given = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'cardboard' },
      spec: { replicas: 3 },
    };
    expect(change(apply(given, deployment), deployment).request.target).toMatchObject({ name: 'web' });
  });
});
