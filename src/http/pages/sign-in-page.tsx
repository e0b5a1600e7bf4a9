import { Layout } from './layout.tsx';
import type { PageContext } from './page-context.ts';
import { visible } from './visible.ts';

interface SignInPageProps {
  readonly page: PageContext;
  /** Where to go afterwards: a path of ours. */
  readonly next: string;
  readonly name?: string;
  /** Why the attempt before failed. */
  readonly error?: string;
}

export function SignInPage({ page, next, name, error }: SignInPageProps) {
  return (
    <Layout page={page} title="Sign in">
      <form class="card" method="post" action="/sign-in">
        <h1>Sign in</h1>
        {error === undefined ? null : (
          <p class="note note-bad" role="alert">
            {visible(error)}
          </p>
        )}
        <input type="hidden" name="next" value={next} />
        <label>
          <span>Your name</span>
          <input
            name="name"
            value={visible(name ?? '')}
            autocomplete="name"
            minLength={2}
            maxLength={64}
            required
          />
          <small>The ledger records what you decide under this name.</small>
        </label>
        <label>
          <span>Sign-in token</span>
          <input name="token" type="password" autocomplete="current-password" maxLength={512} required />
          <small>The service keeps it in its data folder, in a file that only its owner can read.</small>
        </label>
        <button class="approve" type="submit">
          Sign in
        </button>
      </form>
    </Layout>
  );
}
