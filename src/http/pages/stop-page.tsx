import { includesRole } from '../auth/role.ts';
import { FormToken } from './form-token.tsx';
import { Layout } from './layout.tsx';
import type { PageContext } from './page-context.ts';

/** Asks before the stop switch is turned, either way. */
export function StopPage({ page }: { readonly page: PageContext }) {
  const { stopped, viewer } = page;
  const isAllowed = viewer !== undefined && includesRole(viewer.role, stopped ? 'admin' : 'approver');
  return (
    <Layout page={page} title="Stop switch" current="stop">
      <div class="card">
        <h1>Stop switch</h1>
        <p>
          {stopped
            ? 'It is on. Alerts are still taken in and investigated, but nothing is written anywhere.'
            : 'It is off. Approved changes are written. With the switch on, alerts are still taken in and investigated, but nothing is written until somebody releases it.'}
        </p>
        {isAllowed ? (
          <form method="post" action="/stop">
            <FormToken viewer={viewer} />
            <input type="hidden" name="switch" value={stopped ? 'release' : 'stop'} />
            <button class={stopped ? 'approve' : 'deny'} type="submit">
              {stopped ? 'Release it: changes may be written again' : 'Stop: write nothing from now on'}
            </button>
          </form>
        ) : (
          <p class="note">You may not turn it.</p>
        )}
        <p>
          <a href="/">Back to the incidents</a>
        </p>
      </div>
    </Layout>
  );
}
