import type { JsonObject } from '../../domain/objects.ts';
import { qualifiedKind, qualifiedResource, type ServedResource } from '../resources.ts';

export interface FieldError {
  readonly field: string;
  readonly message: string;
  readonly reason?: 'FieldValueInvalid' | 'FieldValueRequired' | 'FieldValueForbidden';
}

/** A failure in the words and the shape of the real API server. */
export class StatusError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: JsonObject | undefined;

  constructor(code: number, reason: string, message: string, details?: JsonObject) {
    super(message);
    this.name = 'StatusError';
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  body(): JsonObject {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      reason: this.reason,
      ...(this.details === undefined ? {} : { details: this.details }),
      code: this.code,
    };
  }
}

function detailsOf(resource: ServedResource, name: string | undefined, kind: string): JsonObject {
  return {
    ...(name === undefined ? {} : { name }),
    ...(resource.group === '' ? {} : { group: resource.group }),
    kind,
  };
}

export function notFound(resource: ServedResource, name: string): StatusError {
  const message = `${qualifiedResource(resource)} "${name}" not found`;
  return new StatusError(404, 'NotFound', message, detailsOf(resource, name, resource.plural));
}

export function noSuchResource(): StatusError {
  return new StatusError(404, 'NotFound', 'the server could not find the requested resource', {});
}

export function alreadyExists(resource: ServedResource, name: string): StatusError {
  const message = `${qualifiedResource(resource)} "${name}" already exists`;
  return new StatusError(409, 'AlreadyExists', message, detailsOf(resource, name, resource.plural));
}

export function conflict(resource: ServedResource, name: string, why: string): StatusError {
  const message = `Operation cannot be fulfilled on ${qualifiedResource(resource)} "${name}": ${why}`;
  return new StatusError(409, 'Conflict', message, detailsOf(resource, name, resource.plural));
}

/** RBAC and admission plugins alike. */
export function forbidden(resource: ServedResource, name: string | undefined, why: string): StatusError {
  const object =
    name === undefined ? qualifiedResource(resource) : `${qualifiedResource(resource)} "${name}"`;
  return new StatusError(
    403,
    'Forbidden',
    `${object} is forbidden: ${why}`,
    detailsOf(resource, name, resource.plural),
  );
}

/** A ValidatingAdmissionPolicy's refusal: `Invalid` unless the policy says otherwise, with a cause that has no field. */
export function deniedByPolicy(
  resource: ServedResource,
  name: string | undefined,
  policy: string,
  why: string,
): StatusError {
  const object =
    name === undefined ? qualifiedResource(resource) : `${qualifiedResource(resource)} "${name}"`;
  const message = `${object} is forbidden: ValidatingAdmissionPolicy '${policy}' with binding '${policy}' denied request: ${why}`;
  return new StatusError(422, 'Invalid', message, {
    ...detailsOf(resource, name, resource.plural),
    causes: [{ message: why }],
  });
}

export function badRequest(message: string): StatusError {
  return new StatusError(400, 'BadRequest', message);
}

/** What a JSON Patch that does not apply gives, a failed `test` included: not one word about which operation. */
export function patchDoesNotApply(): StatusError {
  return new StatusError(
    422,
    'Invalid',
    'the server rejected our request due to an error in our request',
    {},
  );
}

export function invalid(resource: ServedResource, name: string, errors: readonly FieldError[]): StatusError {
  const texts = errors.map(({ field, message }) => `${field}: ${message}`);
  const all = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  return new StatusError(422, 'Invalid', `${qualifiedKind(resource)} "${name}" is invalid: ${all ?? ''}`, {
    ...detailsOf(resource, name, resource.kind),
    causes: errors.map(({ field, message, reason = 'FieldValueInvalid' }) => ({ reason, message, field })),
  });
}

/** How a patch reports fields that strict decoding does not know: it quotes the whole object. */
export function strictPatchFailure(object: unknown, why: string): StatusError {
  const message = `Invalid value: ${JSON.stringify(JSON.stringify(object))}: strict decoding error: ${why}`;
  return new StatusError(422, 'Invalid', ` "" is invalid: patch: ${message}`, {
    causes: [{ reason: 'FieldValueInvalid', message, field: 'patch' }],
  });
}
