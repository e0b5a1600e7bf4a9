import type { FastifyError } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { HttpProblem } from './problem.ts';

/** What to tell the caller about an error; nothing of an unexpected one leaves the service. */
export function problemOf(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const detail = error.validation.map((issue) => `${issue.instancePath || '/'}: ${issue.message ?? ''}`);
    return new HttpProblem(400, 'request.invalid', { detail: detail.join('; ') });
  }
  const known = problemsByFastifyCode.get(codeOf(error));
  if (known !== undefined) return known();
  return statusOf(error) < 500
    ? new HttpProblem(statusOf(error), 'request.invalid')
    : new HttpProblem(500, 'request.failed');
}

const notJson = () => new HttpProblem(400, 'request.invalid', { detail: 'The body is not JSON.' });

const problemsByFastifyCode: ReadonlyMap<string | undefined, () => HttpProblem> = new Map([
  ['FST_ERR_CTP_BODY_TOO_LARGE', () => new HttpProblem(413, 'request.too-large')],
  ['FST_ERR_CTP_INVALID_MEDIA_TYPE', () => new HttpProblem(415, 'request.media-type')],
  ['FST_ERR_CTP_INVALID_JSON_BODY', notJson],
  ['FST_ERR_CTP_EMPTY_JSON_BODY', notJson],
  ['FST_ERR_CTP_INVALID_CONTENT_LENGTH', notJson],
]);

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as FastifyError).code : undefined;
}

function statusOf(error: unknown): number {
  return error instanceof Error ? ((error as FastifyError).statusCode ?? 500) : 500;
}
