import type { ApiRequest } from '../../domain/request.ts';
import { ClusterError, type WriteResult } from '../../ports/cluster.ts';
import { explainForbidden } from './access-review.ts';
import { asObject, jsonOf } from './answer.ts';
import type { Connection, HttpAnswer, HttpRequest } from './connection.ts';
import type { Discovery } from './discovery.ts';
import { objectPath, ownCollectionPath, type Resource } from './resource-path.ts';
import { refuseSecrets } from './secrets.ts';
import { warningTexts } from './warnings.ts';

const FIELD_MANAGER = 'firebreak';

function httpRequest(request: ApiRequest, resource: Resource, dryRun: boolean): HttpRequest {
  const dry = dryRun ? { dryRun: 'All' } : {};
  const strict = { fieldManager: FIELD_MANAGER, fieldValidation: 'Strict', ...dry };
  switch (request.verb) {
    case 'patch':
      return {
        method: 'PATCH',
        path: objectPath(resource, request.target),
        query: strict,
        contentType: 'application/json-patch+json',
        body: request.patch,
      };
    case 'create':
      return {
        method: 'POST',
        path: ownCollectionPath(resource, request.target),
        query: strict,
        body: request.object,
      };
    case 'delete':
      return {
        method: 'DELETE',
        path: objectPath(resource, request.target),
        // With a body the API server reads nothing from the query: a dry run asked for there would delete.
        body: {
          apiVersion: 'v1',
          kind: 'DeleteOptions',
          ...request.options,
          ...(dryRun ? { dryRun: ['All'] } : {}),
        },
      };
  }
}

function isStatus(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'Status';
}

function resultOf(answer: HttpAnswer): WriteResult {
  const body = jsonOf(answer);
  const auditId = [answer.headers['audit-id']].flat()[0];
  return {
    ...(isStatus(body) ? {} : { object: asObject(body) }),
    ...(auditId === undefined ? {} : { auditId }),
    warnings: warningTexts(answer.headers['warning']),
  };
}

/**
 * Sends exactly the request that people approved; the dry run differs in `dryRun` alone, in the query or, for a
 * delete, in the body. A refusal by admission
 * is `rejected`, one by RBAC `forbidden` (see `access-review.ts`).
 */
export async function sendWrite(
  connection: Connection,
  discovery: Discovery,
  request: ApiRequest,
  { dryRun }: { readonly dryRun: boolean },
): Promise<WriteResult> {
  const { target } = request;
  refuseSecrets(target.apiVersion, target.kind);
  const resource = await discovery.resource(target.apiVersion, target.kind);
  const answer = await connection.send(httpRequest(request, resource, dryRun));
  try {
    return resultOf(answer);
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    throw await explainForbidden(connection, error, { verb: request.verb, resource, target });
  }
}
