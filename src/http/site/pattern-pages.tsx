import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { mistakeSources } from '../../domain/mistake.ts';
import { layers } from '../../domain/verdict.ts';
import { callerOf } from '../auth/caller.ts';
import { decidedIncident } from '../decided-incident.ts';
import { PatternsPage } from '../pages/patterns-page.tsx';
import { ProposePolicyPage } from '../pages/propose-policy-page.tsx';
import { mistakePlace, policyWishSchema } from '../policy-wish.ts';
import type { PatternsPort } from '../ports.ts';
import { HttpProblem } from '../problem.ts';
import type { PageContexts } from './page-contexts.ts';
import { parsedForm } from './parsed-form.ts';
import { sendPage } from './send-page.ts';

const name = z.string().min(1).max(300).optional().catch(undefined);
// A filter form sends what is left open as an empty text, and people edit addresses: what does not fit is no filter.
const querySchema = z.object({
  pattern: name,
  source: z.enum(mistakeSources).optional().catch(undefined),
  layer: z.enum(layers).optional().catch(undefined),
  model: name,
  alert: name,
  namespace: name,
});

const exampleSchema = z.object({ pattern: z.string().min(1).max(300), ...mistakePlace });

/** What went wrong so far, by failure pattern, and the way to learn from it. */
export function patternPages(app: FastifyInstance, patterns: PatternsPort, contexts: PageContexts): void {
  app.get('/patterns', { config: { access: { to: 'page', role: 'viewer' } } }, async (request, reply) => {
    const { pattern, source, layer, model, alert, namespace } = querySchema.parse(request.query);
    const filter = {
      ...(pattern === undefined ? {} : { pattern }),
      ...(source === undefined ? {} : { source }),
      ...(layer === undefined ? {} : { layer }),
      ...(model === undefined ? {} : { model }),
      ...(alert === undefined ? {} : { alert }),
      ...(namespace === undefined ? {} : { namespace }),
    };
    const [page, report] = await Promise.all([contexts.signedIn(request), patterns.report(filter)]);
    return sendPage(
      reply,
      <PatternsPage
        page={page}
        report={report}
        filter={filter}
        hasRepository={patterns.propose !== undefined}
      />,
    );
  });

  const { propose } = patterns;
  if (propose === undefined) return;

  app.get(
    '/patterns/propose',
    { config: { access: { to: 'page', role: 'approver' } } },
    async (request, reply) => {
      const { pattern, seq, index } = parsedForm(exampleSchema, request.query);
      const [page, report] = await Promise.all([contexts.signedIn(request), patterns.report({ pattern })]);
      const example = [report.unclassified, ...report.patterns]
        .flatMap(({ examples }) => examples)
        .find((each) => each.seq === seq && each.index === index);
      const { viewer } = page;
      if (example === undefined || viewer === undefined) throw new HttpProblem(404, 'policy-change.untold');
      return sendPage(reply, <ProposePolicyPage page={page} viewer={viewer} example={example} />);
    },
  );

  app.post(
    '/patterns/propose',
    { config: { access: { to: 'page', role: 'approver' } } },
    async (request, reply) => {
      const { seq, index, ...wish } = parsedForm(policyWishSchema, request.body);
      const result = await propose({ seq, index, wish, by: callerOf(request) });
      return reply.redirect(`/incidents/${encodeURIComponent(decidedIncident(result).id)}`, 303);
    },
  );
}
