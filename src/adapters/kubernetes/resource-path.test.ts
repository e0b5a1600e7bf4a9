import { describe, expect, it } from 'vitest';
import { ClusterError } from '../../ports/cluster.ts';
import { collectionPath, groupVersionPath, objectPath, podLogPath } from './resource-path.ts';

const deployments = { apiVersion: 'apps/v1', name: 'deployments', namespaced: true };
const namespaces = { apiVersion: 'v1', name: 'namespaces', namespaced: false };

describe('paths of the Kubernetes API', () => {
  it('follow group, version, namespace and name', () => {
    expect(objectPath(deployments, { kind: 'Deployment', namespace: 'a', name: 'web' })).toBe(
      '/apis/apps/v1/namespaces/a/deployments/web',
    );
    expect(objectPath(namespaces, { kind: 'Namespace', name: 'a' })).toBe('/api/v1/namespaces/a');
    expect(collectionPath(deployments, undefined)).toBe('/apis/apps/v1/deployments');
    expect(podLogPath('a', 'web-1')).toBe('/api/v1/namespaces/a/pods/web-1/log');
  });

  it('encode what a name may hold', () => {
    const role = { apiVersion: 'rbac.authorization.k8s.io/v1', name: 'clusterroles', namespaced: false };
    expect(objectPath(role, { kind: 'ClusterRole', name: 'system:node?x#y' })).toBe(
      '/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode%3Fx%23y',
    );
  });

  it.each(['', '.', '..', 'a/b', '../secrets/x', 'a%2fb'])('refuse the name %j', (name) => {
    expect(() => objectPath(deployments, { kind: 'Deployment', namespace: 'a', name })).toThrow(ClusterError);
    expect(() => objectPath(deployments, { kind: 'Deployment', namespace: name, name: 'web' })).toThrow(
      ClusterError,
    );
    expect(() => podLogPath('a', name)).toThrow(ClusterError);
  });

  it('refuse a namespaced object without its namespace', () => {
    expect(() => objectPath(deployments, { kind: 'Deployment', name: 'web' })).toThrow(ClusterError);
  });

  it('refuse an apiVersion that is none', () => {
    expect(() => groupVersionPath('a/b/c')).toThrow(ClusterError);
    expect(() => groupVersionPath('../v1')).toThrow(ClusterError);
  });
});
