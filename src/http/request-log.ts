import { type FastifyReply, type FastifyRequest, LogController } from 'fastify';

/** One line a request, of fields that can hold no secret: no headers, no bodies, no query. */
export class RequestLog extends LogController {
  override incomingRequest(): void {
    // The line at the end says everything; a second one would only double the log.
  }

  override requestCompleted(
    error: Error | null | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    const fields = {
      method: request.method,
      path: request.url.split('?', 1)[0],
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime),
      by: request.principal?.name,
    };
    if (error) request.log.error({ ...fields, err: error }, 'request errored');
    else request.log.info(fields, 'request');
  }

  override defaultErrorLog(): void {
    // The error handler logs what was not expected, once.
  }

  override routeNotFound(): void {
    // A scanner can make as many of these as it likes; the line at the end is enough.
  }
}
