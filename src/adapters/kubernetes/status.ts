import { z } from 'zod';
import { type Admission, ClusterError, type ClusterErrorCode } from '../../ports/cluster.ts';
import { admissionOf } from './admission.ts';
import type { HttpAnswer } from './connection.ts';
import { statusMessage } from './status-message.ts';

const statusSchema = z.looseObject({
  kind: z.literal('Status'),
  message: z.string().optional(),
  reason: z.string().optional(),
  details: z
    .looseObject({
      causes: z
        .array(z.looseObject({ reason: z.string().optional(), field: z.string().optional() }))
        .nullish(),
    })
    .nullish(),
});
type Status = z.infer<typeof statusSchema>;

function parseStatus(text: string): Status | undefined {
  try {
    return statusSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/**
 * Validation names a field or a reason in each cause; a ValidatingAdmissionPolicy gives causes with a message alone
 * (k8s.io/apiserver, admission/plugin/policy/validating), whatever reason and code it was told to deny with.
 */
function deniedByPolicy(status: Status | undefined): boolean {
  const causes = status?.details?.causes ?? [];
  return (
    causes.length > 0 && causes.every(({ reason, field }) => reason === undefined && field === undefined)
  );
}

function codeOf(http: number, status: Status | undefined): ClusterErrorCode {
  switch (http) {
    case 400:
    case 422:
      // The API server's own 400s and 422s have a reason; an admission webhook that gives none has denied.
      return deniedByPolicy(status) || (status !== undefined && status.reason === undefined)
        ? 'rejected'
        : 'invalid';
    case 401:
      return 'unauthorized';
    case 403:
      return deniedByPolicy(status) ? 'rejected' : 'forbidden';
    case 404:
      return 'not-found';
    case 409:
      return status?.reason === 'AlreadyExists' ? 'already-exists' : 'conflict';
    case 429:
      return 'too-many-requests';
    case 504:
      return 'timeout';
    default:
      return http >= 400 && http < 500 ? 'invalid' : 'server-error';
  }
}

/**
 * An answer other than 2xx as `ClusterError`. `ServerTimeout` is a 500 and yet leaves the outcome unknown.
 * RBAC and admission share `reason: Forbidden` and the same details: `access-review.ts` tells those two apart.
 */
export function clusterErrorOf(answer: HttpAnswer): ClusterError {
  const status = parseStatus(answer.text);
  const refusedBy = admissionOf(status?.message ?? '');
  const code = refusedBy === undefined ? codeWithout(answer, status) : codeBy(refusedBy);
  const message = statusMessage(status?.message ?? `the API server answered ${answer.status}`);
  return new ClusterError(code, message, {
    status: answer.status,
    ...(status?.reason === undefined ? {} : { reason: status.reason }),
    ...(refusedBy === undefined ? {} : { refusedBy }),
  });
}

function codeWithout(answer: HttpAnswer, status: Status | undefined): ClusterErrorCode {
  return status?.reason === 'ServerTimeout' ? 'timeout' : codeOf(answer.status, status);
}

/** A webhook that does not answer says nothing about the request: it may do so the next time. */
function codeBy(refusedBy: Admission): ClusterErrorCode {
  return refusedBy === 'webhook-unreachable' ? 'server-error' : 'rejected';
}
