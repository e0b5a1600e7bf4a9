import { describe, expect, it } from 'vitest';
import { deployment, service } from '../../test/support/action-objects.ts';
import { action, change, kubectl, plan } from '../../test/support/actions.ts';
import type { Json } from '../domain/objects.ts';
import { parseAction } from './catalogue.ts';

const patchOf = (...patch: readonly { readonly [key: string]: Json }[]) =>
  action('patch-object', service, { patch });
const replace = { op: 'replace', path: '/spec/ports/0/port', value: 8080 };

describe('patch-object', () => {
  it("keeps the caller's tests in their place, and puts its own before them", () => {
    const test = { op: 'test', path: '/spec/ports/0/name', value: 'http' };
    const { request } = change(patchOf(test, replace), service);

    expect(request).toMatchObject({
      patch: [
        { op: 'test', path: '/metadata/uid', value: 'uid-service' },
        { op: 'test', path: '/spec/ports/0/name', value: 'http' },
        { op: 'test', path: '/spec/ports/0/port', value: 80 },
        { op: 'test' },
        test,
        replace,
        { op: 'add', path: '/metadata/annotations', value: {} },
        { op: 'add', path: '/metadata/annotations/firebreak.dev~1action', value: 'prp_1.1' },
      ],
    });
  });

  it('refuses where a test of the caller does not hold', () => {
    const test = { op: 'test', path: '/spec/ports/0/port', value: 81 };
    expect(plan(patchOf(test, replace), service)).toMatchObject({ ok: false, reason: 'dry-run.conflict' });
  });

  it.each<readonly [string, Json]>([
    ['/status', {}],
    ['/kind', 'Secret'],
    ['/metadata/uid', 'other'],
    ['/metadata/name', 'other'],
    ['/metadata/namespace', 'kube-system'],
    ['/metadata/ownerReferences', []],
    ['/metadata/finalizers', ['example.com/x']],
    ['/metadata/deletionTimestamp', '2026-03-04T02:00:00Z'],
    ['/metadata/annotations', { 'firebreak.dev/action': 'prp_9.9' }],
    ['/metadata', { name: 'web', namespace: 'cardboard' }],
  ])('refuses to write %s', (path, value) => {
    expect(plan(patchOf({ op: 'add', path, value }), service)).toMatchObject({
      ok: false,
      reason: 'action.invalid',
    });
  });

  it('says which operation does not fit, without quoting the object', () => {
    const result = plan(patchOf({ op: 'remove', path: '/spec/none' }), service);
    expect(result).toMatchObject({ message: 'remove /spec/none does not fit' });
  });

  it.each([
    ['copies', { op: 'copy', from: '/spec', path: '/data' }],
    ['moves', { op: 'move', from: '/spec', path: '/data' }],
    ['replaces the whole object', { op: 'replace', path: '', value: {} }],
    ['has a path that is none', { op: 'remove', path: 'spec' }],
    ['only tests', { op: 'test', path: '/spec', value: {} }],
  ])('takes no patch that %s', (_, operation) => {
    expect(parseAction(patchOf(operation))).toMatchObject({ ok: false });
  });

  it('is of high risk, whatever it does', () => {
    expect(change(patchOf(replace), service).risk).toBe('high');
  });

  it('is taken back by a patch that finds list items by their name', () => {
    const path = '/spec/template/spec/containers/0/env/0';
    const given = action('patch-object', deployment, { patch: [{ op: 'remove', path }] });

    expect(change(given, deployment).inverse).toMatchObject({
      action: {
        action: 'patch-object',
        params: {
          patch: [
            { op: 'test', path: '/spec/template/spec/containers/0/name', value: 'app' },
            { op: 'add', path, value: { name: 'HOST', value: 'postgres' } },
          ],
        },
      },
    });
  });

  it('quotes what a shell would read', () => {
    const given = patchOf({ op: 'add', path: '/metadata/annotations', value: { a: "';id;'" } });
    expect(kubectl(given)).toBe(
      `kubectl -n cardboard patch service/web --type=json -p '[{"op":"add","path":"/metadata/annotations","value":{"a":"'\\'';id;'\\''"}}]'`,
    );
  });
});
