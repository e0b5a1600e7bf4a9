import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { mistakeSources } from '../../domain/mistake.ts';
import { layers } from '../../domain/verdict.ts';
import { PatternsPage } from '../pages/patterns-page.tsx';
import type { PatternsPort } from '../ports.ts';
import type { PageContexts } from './page-contexts.ts';
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

/** What went wrong so far, by failure pattern. */
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
    return sendPage(reply, <PatternsPage page={page} report={report} filter={filter} />);
  });
}
