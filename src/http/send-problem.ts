import type { FastifyReply, FastifyRequest } from 'fastify';
import { type HttpProblem, problemDocument } from './problem.ts';

/** Answers with a problem document (RFC 9457), and logs what was not expected. */
export function sendProblem(
  problem: HttpProblem,
  cause: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  logUnexpected(problem, cause, request);
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send(problemDocument(problem, request.id));
}

export function logUnexpected(problem: HttpProblem, cause: unknown, request: FastifyRequest): void {
  if (problem.status >= 500 && cause !== problem) request.log.error({ err: cause }, 'request failed');
}
