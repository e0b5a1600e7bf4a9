import { Layout } from './layout.tsx';
import type { PageContext } from './page-context.ts';

interface SignedInPageProps {
  readonly page: PageContext;
  /** A path of ours. */
  readonly next: string;
}

/**
 * Goes on by itself. A redirect would not do: on its way from the provider the browser is still coming from another
 * site, and keeps the strict session cookie to itself.
 */
export function SignedInPage({ page, next }: SignedInPageProps) {
  return (
    <Layout page={page} title="Signed in" goOnTo={next}>
      <div class="card">
        <h1>Signed in</h1>
        <p>
          <a href={next}>Go on</a>
        </p>
      </div>
    </Layout>
  );
}
