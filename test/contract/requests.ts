import { type KubernetesObject, type ObjectRef, refOf } from '../../src/domain/objects.ts';
import type { ApiRequest, JsonPatchOperation } from '../../src/domain/request.ts';

export const web: ObjectRef = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' };
export const service: ObjectRef = { apiVersion: 'v1', kind: 'Service', namespace: 'shop', name: 'web' };
export const moving: ObjectRef = { ...service, name: 'moving' };
export const backup: ObjectRef = { apiVersion: 'batch/v1', kind: 'Job', namespace: 'shop', name: 'backup' };
export const plain: ObjectRef = { apiVersion: 'v1', kind: 'Namespace', name: 'plain' };
export const host: ObjectRef = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  namespace: 'plain',
  name: 'host',
};

export const MEMORY = '/spec/template/spec/containers/0/resources/limits/memory';

export function patch(target: ObjectRef, ...operations: readonly JsonPatchOperation[]): ApiRequest {
  return { verb: 'patch', target, patch: operations };
}

export function remove(target: ObjectRef, uid: string): ApiRequest {
  return { verb: 'delete', target, options: { preconditions: { uid }, propagationPolicy: 'Background' } };
}

export function privilegedPod(namespace: string): ApiRequest {
  const object: KubernetesObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'probe', namespace },
    spec: {
      containers: [{ name: 'app', image: 'registry.example/x:1', securityContext: { privileged: true } }],
    },
  };
  return { verb: 'create', target: refOf(object), object };
}
