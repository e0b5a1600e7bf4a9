import { FormToken } from './form-token.tsx';
import type { PageContext, Viewer } from './page-context.ts';
import { visible } from './visible.ts';

/** What the header leads to, in its order. */
const places = {
  incidents: { name: 'Incidents', href: '/' },
  approvals: { name: 'Approvals', href: '/approvals' },
  patterns: { name: 'Patterns', href: '/patterns' },
  policies: { name: 'Policies', href: '/policies' },
  ledger: { name: 'Ledger', href: '/ledger' },
  stop: { name: 'Stop switch', href: '/stop' },
} as const;

export type Place = keyof typeof places;

interface SiteHeaderProps {
  readonly page: PageContext;
  readonly current: Place | undefined;
}

export function SiteHeader({ page, current }: SiteHeaderProps) {
  return (
    <header class="site-header">
      <a class="brand" href="/">
        <img src={page.assets.icon.path} width="22" height="22" alt="" />
        Firebreak
      </a>
      {page.viewer === undefined ? null : (
        <>
          <nav aria-label="Site">
            {(Object.keys(places) as Place[]).map((place) => (
              <a key={place} href={places[place].href} aria-current={place === current ? 'page' : undefined}>
                {places[place].name}
                {place === 'approvals' ? <Count of={page.waitingForMe} /> : null}
              </a>
            ))}
          </nav>
          <Who viewer={page.viewer} />
        </>
      )}
    </header>
  );
}

function Count({ of }: { readonly of: number }) {
  if (of === 0) return null;
  return (
    <span class="count">
      {of}
      <span class="unseen"> waiting for me</span>
    </span>
  );
}

function Who({ viewer }: { readonly viewer: Viewer }) {
  return (
    <form class="who" method="post" action="/sign-out">
      <FormToken viewer={viewer} />
      <a class="who-name" href="/sessions" title="Your sessions">
        {visible(viewer.name)}
      </a>
      <button class="plain" type="submit">
        Sign out
      </button>
    </form>
  );
}
