import { FormToken } from './form-token.tsx';
import type { PageContext, Viewer } from './page-context.ts';
import { visible } from './visible.ts';

interface SiteHeaderProps {
  readonly page: PageContext;
  readonly current: 'incidents' | 'patterns' | 'ledger' | 'stop' | undefined;
}

export function SiteHeader({ page, current }: SiteHeaderProps) {
  return (
    <header class="site-header">
      <a class="brand" href="/">
        <img src={page.assets.icon.path} width="22" height="22" alt="" />
        Firebreak
      </a>
      {page.viewer === undefined ? null : <Navigation viewer={page.viewer} current={current} />}
    </header>
  );
}

function Navigation({
  viewer,
  current,
}: {
  readonly viewer: Viewer;
  readonly current: SiteHeaderProps['current'];
}) {
  const mark = (name: typeof current) => (name === current ? 'page' : undefined);
  return (
    <>
      <nav aria-label="Site">
        <a href="/" aria-current={mark('incidents')}>
          Incidents
        </a>
        <a href="/patterns" aria-current={mark('patterns')}>
          Patterns
        </a>
        <a href="/ledger" aria-current={mark('ledger')}>
          Ledger
        </a>
        <a href="/stop" aria-current={mark('stop')}>
          Stop switch
        </a>
      </nav>
      <form class="who" method="post" action="/sign-out">
        <FormToken viewer={viewer} />
        <span class="who-name">{visible(viewer.name)}</span>
        <button class="plain" type="submit">
          Sign out
        </button>
      </form>
    </>
  );
}
