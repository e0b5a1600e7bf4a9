import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { callerOf } from '../auth/caller.ts';
import type { CheckGate } from '../check-gate.ts';
import type { HttpPorts } from '../ports.ts';
import { ledgerStateView, ledgerView } from './incident-views.ts';
import { actionInputSchema } from './schemas/action.ts';
import { problemSchema } from './schemas/common.ts';
import { heartbeatsSchema } from './schemas/heartbeat.ts';
import { ledgerPageSchema } from './schemas/ledger.ts';
import { checkResultSchema } from './schemas/verdict.ts';

const stopSchema = z.object({ stopped: z.boolean() });
const ledgerQuerySchema = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** The stop switch, the ledger, and the guardrails for others to ask. */
export function operationRoutes(ports: HttpPorts, gate: CheckGate): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/stop',
      {
        config: { access: { to: 'api', role: 'viewer', scope: 'stop:read' } },
        schema: {
          tags: ['operation'],
          summary: 'Whether the stop switch is on',
          response: { 200: stopSchema, default: problemSchema },
        },
      },
      async () => ({ stopped: await ports.stopSwitch.isOn() }),
    );

    app.post(
      '/stop',
      {
        config: { access: { to: 'api', role: 'approver', scope: 'stop:write' } },
        schema: {
          tags: ['operation'],
          summary: 'Pull the stop switch: nothing is written until it is released',
          response: { 200: stopSchema, default: problemSchema },
        },
      },
      async (request) => {
        await ports.stopSwitch.set(true, callerOf(request));
        return { stopped: true };
      },
    );

    app.delete(
      '/stop',
      {
        config: { access: { to: 'api', role: 'admin', scope: 'stop:write' } },
        schema: {
          tags: ['operation'],
          summary: 'Release the stop switch',
          response: { 200: stopSchema, default: problemSchema },
        },
      },
      async (request) => {
        await ports.stopSwitch.set(false, callerOf(request));
        return { stopped: false };
      },
    );

    app.get(
      '/ledger',
      {
        config: { access: { to: 'api', role: 'viewer', scope: 'ledger:read' } },
        schema: {
          tags: ['ledger'],
          summary: 'Entries of the ledger, oldest first',
          querystring: ledgerQuerySchema,
          response: { 200: ledgerPageSchema, default: problemSchema },
        },
      },
      async (request) => {
        const entries = await ports.ledger.entries(request.query);
        const last = entries.length === request.query.limit ? entries.at(-1)?.seq : undefined;
        return {
          state: ledgerStateView(ports.ledger.state()),
          entries: entries.map(ledgerView),
          next: last ?? null,
        };
      },
    );

    app.get(
      '/heartbeats',
      {
        config: { access: { to: 'api', role: 'viewer', scope: 'incidents:read' } },
        schema: {
          tags: ['operation'],
          summary: 'Alerts that should always fire, and whether they come',
          response: { 200: heartbeatsSchema, default: problemSchema },
        },
      },
      async () => {
        const heartbeats = await ports.heartbeats.list();
        return {
          heartbeats: heartbeats.map(({ key, seenAt, missingSince }) => ({
            heartbeat: key,
            seenAt,
            missingSince: missingSince ?? null,
          })),
        };
      },
    );

    app.post(
      '/check',
      {
        config: { access: { to: 'api', role: 'viewer', scope: 'guardrails:check' } },
        schema: {
          tags: ['guardrails'],
          summary: 'Judge one action against the live cluster, without changing anything',
          description:
            '60 a minute and two at a time for each token, four at a time for all; 429 says Retry-After.',
          body: actionInputSchema,
          response: { 200: checkResultSchema, default: problemSchema },
        },
      },
      async (request) => gate.ask(callerOf(request), () => ports.check.check(request.body)),
    );
  };
}
