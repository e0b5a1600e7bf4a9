import { z } from 'zod';
import { groupOf, type ObjectRef } from '../../domain/objects.ts';
import { ClusterError } from '../../ports/cluster.ts';
import { parseAnswer } from './answer.ts';
import type { Connection } from './connection.ts';
import type { Resource } from './resource-path.ts';

const reviewSchema = z.looseObject({ status: z.looseObject({ allowed: z.boolean() }) });

export interface AccessQuestion {
  readonly verb: 'create' | 'patch' | 'delete';
  readonly resource: Resource;
  readonly target: ObjectRef;
}

/** ResourceAttributes of a SelfSubjectAccessReview; a subresource stands behind a slash, as in RBAC rules. */
export interface AccessAttributes {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** Whether the connection's identity may do something, in the API server's own words. Throws `ClusterError`. */
export async function reviewAccess(
  connection: Connection,
  { resource, ...attributes }: AccessAttributes,
): Promise<boolean> {
  const [name, subresource] = resource.split('/');
  const answer = await connection.send({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: {
        resourceAttributes: {
          ...attributes,
          resource: name,
          ...(subresource === undefined ? {} : { subresource }),
        },
      },
    },
  });
  return parseAnswer(answer, reviewSchema).status.allowed;
}

async function mayI(connection: Connection, { verb, resource, target }: AccessQuestion): Promise<boolean> {
  return reviewAccess(connection, {
    verb,
    group: groupOf(resource.apiVersion),
    resource: resource.name,
    ...(target.namespace === undefined ? {} : { namespace: target.namespace }),
    ...(verb === 'create' ? {} : { name: target.name }),
  });
}

/**
 * Who refused a write with 403: RBAC (`forbidden`) or an admission plugin such as Pod Security or quota
 * (`rejected`)? The two Status objects have the same shape, and a message is nothing to rely on, so the API server
 * is asked whether the identity may do it: if RBAC allows, admission refused. No answer counts as RBAC.
 */
export async function explainForbidden(
  connection: Connection,
  error: ClusterError,
  question: AccessQuestion,
): Promise<ClusterError> {
  if (error.code !== 'forbidden') return error;
  const allowed = await mayI(connection, question).catch(() => false);
  if (!allowed) return error;
  return new ClusterError('rejected', error.message, {
    ...(error.status === undefined ? {} : { status: error.status }),
    ...(error.reason === undefined ? {} : { reason: error.reason }),
    ...(error.refusedBy === undefined ? {} : { refusedBy: error.refusedBy }),
  });
}
