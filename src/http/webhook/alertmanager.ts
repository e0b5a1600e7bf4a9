import type { FastifyInstance } from 'fastify';
import type { IntakePort, ReceiveResult } from '../ports.ts';
import { HttpProblem } from '../problem.ts';
import { problemOf } from '../problem-of.ts';
import { sendProblem } from '../send-problem.ts';
import type { RateLimiter } from './rate-limiter.ts';

const BODY_LIMIT_BYTES = 16 * 1024 * 1024;
const RETRY_AFTER_SECONDS = '5';

/**
 * `POST /webhook/alertmanager`. Alertmanager sends again on 5xx and drops on any 4xx (notify/util.go, `Retrier`), so
 * 503 says "not now" and 400 says "never": not JSON, not a notification, or over 16 MiB, which would be as large next
 * time. 413, 415 and 429 are never given: too many requests are "not now", too.
 */
export function alertmanagerWebhook(app: FastifyInstance, intake: IntakePort, limiter: RateLimiter): void {
  app.post(
    '/webhook/alertmanager',
    {
      bodyLimit: BODY_LIMIT_BYTES,
      config: { access: { to: 'webhook' } },
      // Before the body is read, and after the gate: only who holds the token uses it up.
      onRequest: async () => {
        const admission = limiter.admit();
        if (admission.admitted) return;
        const headers = { 'retry-after': String(admission.retryAfter) };
        throw new HttpProblem(503, 'webhook.rate-limited', { headers });
      },
      errorHandler: (error, request, reply) => {
        sendProblem(neverStorable(error, request.headers['content-encoding']), error, request, reply);
      },
    },
    async (request) => {
      const received = await receive(intake, request.body, (error) =>
        request.log.error({ err: error }, 'alerts not stored'),
      );
      if (!received.stored) throw new HttpProblem(400, 'webhook.not-storable', { detail: received.reason });
      return { accepted: received.accepted, rejected: received.rejected };
    },
  );
}

async function receive(
  intake: IntakePort,
  payload: unknown,
  log: (error: unknown) => void,
): Promise<ReceiveResult> {
  try {
    return await intake.receive(payload);
  } catch (error) {
    log(error);
    throw new HttpProblem(503, 'webhook.not-stored', { headers: { 'retry-after': RETRY_AFTER_SECONDS } });
  }
}

function neverStorable(error: unknown, encoding: string | undefined): HttpProblem {
  const problem = problemOf(error);
  if (problem.code === 'request.too-large') {
    return new HttpProblem(400, problem.code, {
      detail: 'At most 16 MiB; set max_alerts or group more finely.',
    });
  }
  if (problem.code === 'request.media-type') {
    return new HttpProblem(400, 'webhook.not-json', {
      detail: 'The content type has to be application/json.',
    });
  }
  if (problem.code !== 'request.invalid') return problem;
  return encoding === undefined
    ? new HttpProblem(400, 'webhook.not-json')
    : new HttpProblem(400, 'webhook.not-json', {
        detail: 'The body has to be sent without a content encoding.',
      });
}
