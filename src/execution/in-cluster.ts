import type { Execution } from '../domain/execution.ts';
import type { KubernetesObject } from '../domain/objects.ts';
import type { ApiRequest, JsonPatchOperation, ProposedRequest } from '../domain/request.ts';
import { byObject, type ObjectChanges } from '../pull-requests/merged-changes.ts';
import type { ClusterExecution } from './check-context.ts';

/**
 * What an execution has done to the cluster, an object each: a request is in it as it was sent, a merged pull request as
 * if its fields had been patched, and one that is not merged not at all.
 */
export function inCluster(execution: Execution): readonly ClusterExecution[] {
  const { request } = execution;
  if (request.verb !== 'open-pull-request') return [{ ...execution, request }];
  if (execution.pullRequest?.state !== 'merged') return [];
  return byObject(request.fields).map((group) => ({ ...execution, request: asRequest(group) }));
}

/** Whether the request of an execution went to the cluster. */
export function isWrite(execution: Execution): execution is ClusterExecution {
  return isApiRequest(execution.request);
}

export function isApiRequest(request: ProposedRequest): request is ApiRequest {
  return request.verb !== 'open-pull-request';
}

function asRequest({ object: target, changes }: ObjectChanges): ApiRequest {
  const [first] = changes;
  if (first?.field === '' && first.value !== undefined) {
    // The schema of the action lets through nothing but a manifest here.
    return { verb: 'create', target, object: first.value as unknown as KubernetesObject };
  }
  const patch = changes.map(
    ({ field, value }): JsonPatchOperation =>
      value === undefined ? { op: 'remove', path: field } : { op: 'replace', path: field, value },
  );
  return { verb: 'patch', target, patch };
}
