import type { FastifyInstance } from 'fastify';
import { SettingsPage } from '../pages/settings-page.tsx';
import type { SettingsPort } from '../ports.ts';
import { HttpProblem } from '../problem.ts';
import type { PageContexts } from './page-contexts.ts';
import { sendPage } from './send-page.ts';

/** The settings in force, and doctor, who is asked only by a button: it costs requests everywhere. */
export function settingsPages(app: FastifyInstance, settings: SettingsPort, contexts: PageContexts): void {
  const canExamine = settings.examine !== undefined;

  app.get('/settings', { config: { access: { to: 'page', role: 'admin' } } }, async (request, reply) => {
    const page = await contexts.signedIn(request);
    return sendPage(reply, <SettingsPage page={page} settings={settings.list()} canExamine={canExamine} />);
  });

  app.post(
    '/settings/doctor',
    { config: { access: { to: 'page', role: 'admin' } } },
    async (request, reply) => {
      const checks = await settings.examine?.();
      if (checks === undefined) throw new HttpProblem(404, 'request.not-found');
      const page = await contexts.signedIn(request);
      return sendPage(
        reply,
        <SettingsPage page={page} settings={settings.list()} checks={checks} canExamine={canExamine} />,
      );
    },
  );
}
