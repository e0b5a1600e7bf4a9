import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { callerOf } from '../auth/caller.ts';
import type { CheckGate } from '../check-gate.ts';
import { PoliciesPage } from '../pages/policies-page.tsx';
import { WhatIfPage } from '../pages/what-if-page.tsx';
import type { HttpPorts, WhatIf } from '../ports.ts';
import { readProposedActions } from '../proposed-actions.ts';
import type { PageContexts } from './page-contexts.ts';
import { parsedForm } from './parsed-form.ts';
import { sendPage } from './send-page.ts';

const mostBytes = 1024 * 1024;
const whatIfForm = z.object({ text: z.string().max(mostBytes) });

/** The policies in force, and what they would say of an action. */
export function policyPages(
  app: FastifyInstance,
  ports: Pick<HttpPorts, 'policies' | 'check'>,
  contexts: PageContexts,
  gate: CheckGate,
): void {
  app.get('/policies', { config: { access: { to: 'page', role: 'viewer' } } }, async (request, reply) =>
    sendPage(
      reply,
      <PoliciesPage page={await contexts.signedIn(request)} policies={ports.policies.current()} />,
    ),
  );

  app.get(
    '/policies/what-if',
    { config: { access: { to: 'page', role: 'viewer' } } },
    async (request, reply) => sendPage(reply, <WhatIfPage page={await contexts.signedIn(request)} />),
  );

  app.post(
    '/policies/what-if',
    { bodyLimit: mostBytes, config: { access: { to: 'page', role: 'approver' } } },
    async (request, reply) => {
      const { text } = parsedForm(whatIfForm, request.body);
      const page = await contexts.signedIn(request);
      const read = readProposedActions(text, page.about.cluster);
      if (!read.ok) return sendPage(reply.code(400), <WhatIfPage page={page} text={text} problem={read} />);
      const answers: WhatIf[] = [];
      const by = callerOf(request);
      for (const action of read.actions) {
        answers.push(await gate.ask(by, () => ports.check.explain(action)));
      }
      return sendPage(reply, <WhatIfPage page={page} text={text} answers={answers} />);
    },
  );
}
