import { describe, expect, it } from 'vitest';
import { excessRights } from './excess-rights.ts';

const patch = { apiGroup: 'apps', resource: 'deployments', verbs: ['get', 'list', 'patch'] };
const rule = (verbs: readonly string[], more: object = {}) => ({
  apiGroups: ['apps'],
  resources: ['deployments'],
  verbs,
  ...more,
});

describe('rights beyond the needed ones', () => {
  it('are none where a rule gives what is needed, watching and questions about oneself included', () => {
    const own = { apiGroups: ['authorization.k8s.io'], resources: ['selfsubjectaccessreviews'] };
    const rules = [rule(['get', 'list', 'watch', 'patch']), { ...own, verbs: ['create'] }];
    expect(excessRights(rules, [{ grant: patch }], 'shop')).toEqual({ writing: [], reading: [] });
  });

  it('are told apart: those that write and those that read', () => {
    const rules = [rule(['patch', 'update']), { apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }];
    expect(excessRights(rules, [{ grant: patch }], 'shop')).toEqual({
      writing: ['update deployments.apps'],
      reading: ['get configmaps'],
    });
  });

  it('are there where the need is for one namespace or for some names, and the right is not', () => {
    const rules = [rule(['patch'])];
    const named = { ...patch, names: ['web'] };
    const excess = { writing: ['patch deployments.apps'], reading: [] };
    expect(excessRights(rules, [{ namespace: 'other', grant: patch }], 'shop')).toEqual(excess);
    expect(excessRights(rules, [{ grant: named }], 'shop')).toEqual(excess);
    expect(
      excessRights([rule(['patch'], { resourceNames: ['web'] })], [{ grant: named }], 'shop').writing,
    ).toEqual([]);
  });

  it('are there for a wildcard, which no need covers', () => {
    const all = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };
    expect(excessRights([all], [{ grant: patch }], 'shop').writing).toEqual(['* *.*']);
  });
});
