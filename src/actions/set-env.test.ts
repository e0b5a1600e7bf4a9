import { describe, expect, it } from 'vitest';
import { deployment, variables } from '../../test/support/action-objects.ts';
import { action, change, kubectl, plan } from '../../test/support/actions.ts';
import { field } from '../domain/fields.ts';
import type { KubernetesObject } from '../domain/objects.ts';
import { patched } from './marked-patch.ts';

const set = (params: Record<string, string | null>) =>
  action('set-env', deployment, { container: 'app', ...params });
const path = '/spec/template/spec/containers/0/env';

function envOf(object: KubernetesObject | undefined): unknown {
  return field(object, 'spec', 'template', 'spec', 'containers', 0, 'env');
}

describe('set-env', () => {
  it('changes one variable, tests it by name and value, and names no other', () => {
    const { request } = change(set({ name: 'LEVEL', value: 'debug' }), deployment);

    expect(request).toMatchObject({
      patch: expect.arrayContaining([
        { op: 'test', path: `${path}/2/name`, value: 'LEVEL' },
        { op: 'test', path: `${path}/2/value`, value: 'info' },
        { op: 'replace', path: `${path}/2/value`, value: 'debug' },
      ]) as unknown,
    });
    expect(JSON.stringify(request)).not.toContain('postgres');
  });

  it('adds a variable at the end, or in front of one that needs it', () => {
    const last = change(set({ name: 'NEW', value: 'x' }), deployment);
    const first = change(set({ name: 'NEW', value: 'x', before: 'HOST' }), deployment);

    expect(envOf(last.after)).toEqual([...variables, { name: 'NEW', value: 'x' }]);
    expect(envOf(first.after)).toEqual([{ name: 'NEW', value: 'x' }, ...variables]);
  });

  it('puts a variable that it removed back into its place', () => {
    expect(change(set({ name: 'URL', value: null }), deployment).inverse).toMatchObject({
      action: { params: { name: 'URL', value: 'http://$(HOST)/', before: 'LEVEL' } },
    });
  });

  it.each([
    ['refers to one that comes later', { name: 'HOST', value: '$(LEVEL)' }],
    ['comes after one that refers to it', { name: 'HOST', value: null }],
    ['is added in front of what it refers to', { name: 'NEW', value: '$(HOST)', before: 'HOST' }],
  ])('refuses a variable that %s', (_, params) => {
    expect(plan(set(params), deployment)).toMatchObject({ ok: false, reason: 'action.invalid' });
  });

  it('takes an escaped or an unknown reference as text', () => {
    expect(plan(set({ name: 'HOST', value: '$$(LEVEL) $(SERVICE_HOST)' }), deployment).ok).toBe(true);
  });

  it('keeps off variables that come from another object', () => {
    const valueFrom = { secretKeyRef: { name: 'db', key: 'password' } };
    const secret = patched(deployment, [{ op: 'add', path: `${path}/0`, value: { name: 'PW', valueFrom } }]);

    for (const value of ['x', null]) {
      expect(plan(set({ name: 'PW', value }), secret)).toMatchObject({ ok: false, reason: 'action.invalid' });
    }
  });

  it('refuses what would change nothing', () => {
    expect(plan(set({ name: 'LEVEL', value: 'info' }), deployment)).toMatchObject({
      reason: 'dry-run.no-effect',
    });
    expect(plan(set({ name: 'NONE', value: null }), deployment)).toMatchObject({
      reason: 'dry-run.no-effect',
    });
  });

  it('quotes what a shell would read', () => {
    expect(kubectl(set({ name: 'LEVEL', value: "a'; rm -rf $HOME" }))).toBe(
      `kubectl -n cardboard set env deployment/web --containers=app 'LEVEL=a'\\''; rm -rf $HOME'`,
    );
    expect(kubectl(set({ name: 'LEVEL', value: null }))).toContain(' LEVEL-');
  });
});
