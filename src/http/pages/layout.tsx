import type { ComponentChildren } from 'preact';
import { Banners } from './banners.tsx';
import type { PageContext } from './page-context.ts';
import { type Place, SiteHeader } from './site-header.tsx';
import { visible } from './visible.ts';

interface LayoutProps {
  readonly page: PageContext;
  readonly title: string;
  readonly current?: Place;
  /** The stream of changes that keeps the page's main region fresh. */
  readonly events?: string;
  /** The hash of the proposal on display: the page does not swap it for another under somebody's finger. */
  readonly proposalHash?: string;
  /** A path of ours that the browser goes on to by itself. */
  readonly goOnTo?: string;
  readonly children: ComponentChildren;
}

export function Layout({ page, title, current, events, proposalHash, goOnTo, children }: LayoutProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {goOnTo === undefined ? null : <meta http-equiv="refresh" content={`0;url=${goOnTo}`} />}
        <title>{`${visible(title)} · Firebreak`}</title>
        <link rel="icon" type="image/svg+xml" href={page.assets.icon.path} />
        <link rel="stylesheet" href={page.assets.style.path} />
        <script type="module" src={page.assets.script.path} />
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        <SiteHeader page={page} current={current} />
        <Banners page={page} />
        <p class="live-note" id="live-note" role="status" aria-live="polite" />
        <main id="main" tabIndex={-1} data-events={events} data-proposal-hash={proposalHash}>
          {children}
        </main>
        <footer class="site-footer">
          <span>
            Firebreak {page.about.version} · cluster <code>{visible(page.about.cluster)}</code>
          </span>
          {page.viewer?.role === 'admin' ? <a href="/settings">Settings</a> : null}
        </footer>
      </body>
    </html>
  );
}
