import type { FastifyInstance } from 'fastify';
import type { Clock } from '../../ports/clock.ts';
import type { JsonObject } from '../../domain/objects.ts';
import { HttpProblem } from '../problem.ts';
import { SignatureGuard } from './signature.ts';

/** What the route needs to be there at all. */
export interface SlackInteractions {
  readonly signingSecret: string;
  /** Resolves once what was decided is stored, with what Slack should be answered. */
  readonly answer: (payload: unknown) => Promise<JsonObject | undefined>;
}

const bodyLimitBytes = 256 * 1024;

/**
 * `POST /slack/interactions`: a form whose `payload` is JSON, answered within Slack's three seconds.
 * https://docs.slack.dev/interactivity/handling-user-interaction#payloads
 */
export function slackInteractions({ signingSecret, answer }: SlackInteractions, clock: Clock) {
  const guard = new SignatureGuard(signingSecret, clock);
  return async (scope: FastifyInstance) => {
    // The signature is over the bytes: nothing may read them before.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'buffer' },
      (_request, body, done) => {
        done(null, body);
      },
    );
    scope.post(
      '/slack/interactions',
      { bodyLimit: bodyLimitBytes, config: { access: { to: 'slack' } }, schema: { hide: true } },
      async (request, reply) => {
        const { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature } = request.headers;
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        if (!guard.accepts({ timestamp: one(timestamp), signature: one(signature), body })) {
          throw new HttpProblem(401, 'request.slack-signature');
        }
        const acknowledgement = await answer(payloadOf(body));
        return acknowledgement === undefined ? reply.code(200).send() : reply.code(200).send(acknowledgement);
      },
    );
  };
}

function payloadOf(body: Buffer): unknown {
  const text = new URLSearchParams(body.toString('utf8')).get('payload');
  try {
    return JSON.parse(text ?? '') as unknown;
  } catch {
    throw new HttpProblem(400, 'request.invalid', { detail: 'The form has no payload that is JSON.' });
  }
}

function one(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined;
}
