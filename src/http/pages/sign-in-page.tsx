import { Layout } from './layout.tsx';
import type { PageContext } from './page-context.ts';
import { visible } from './visible.ts';

/** The ways in that are open. */
export interface SignInWays {
  readonly sharedToken: boolean;
  readonly password: boolean;
  /** The identity provider's name. */
  readonly provider?: string;
  readonly proxy: boolean;
}

interface SignInPageProps {
  readonly page: PageContext;
  readonly ways: SignInWays;
  /** Where to go afterwards: a path of ours. */
  readonly next: string;
  readonly name?: string;
  /** Why the attempt before failed. */
  readonly error?: string;
  /** Somebody who is signed in proves once more who they are. */
  readonly again?: boolean;
}

export function SignInPage({ page, ways, next, name, error, again = false }: SignInPageProps) {
  const isClosed = !ways.sharedToken && !ways.password && ways.provider === undefined;
  return (
    <Layout page={page} title="Sign in">
      <div class="card">
        <h1>{again ? 'Sign in again' : 'Sign in'}</h1>
        {error === undefined ? null : (
          <p class="note note-bad" role="alert">
            {visible(error)}
          </p>
        )}
        {again ? (
          <p class="note">What you are about to approve takes somebody who has just proved who they are.</p>
        ) : null}
        {isClosed ? <NoForm proxy={ways.proxy} /> : null}
        {ways.provider === undefined ? null : (
          <p>
            <a
              class="button approve"
              href={`/sign-in/oidc?${new URLSearchParams({ next, ...(again ? { again: '1' } : {}) }).toString()}`}
            >
              Sign in with {visible(ways.provider)}
            </a>
          </p>
        )}
        {ways.password ? <PasswordForm next={next} name={name} /> : null}
        {ways.sharedToken ? <TokenForm next={next} name={name} /> : null}
      </div>
    </Layout>
  );
}

interface FormProps {
  readonly next: string;
  readonly name: string | undefined;
}

function PasswordForm({ next, name }: FormProps) {
  return (
    <form method="post" action="/sign-in/password">
      <input type="hidden" name="next" value={next} />
      <label>
        <span>User name</span>
        <input name="name" value={visible(name ?? '')} autocomplete="username" maxLength={64} required />
      </label>
      <label>
        <span>Password</span>
        <input name="password" type="password" autocomplete="current-password" maxLength={512} required />
      </label>
      <button class="approve" type="submit">
        Sign in
      </button>
    </form>
  );
}

function TokenForm({ next, name }: FormProps) {
  return (
    <form method="post" action="/sign-in">
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
        <small>The ledger records what you decide under this name, and that nobody has checked it.</small>
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
  );
}

function NoForm({ proxy }: { readonly proxy: boolean }) {
  return (
    <p class="note">
      {proxy
        ? 'Sign-in is the proxy’s: reach this page through it, as somebody whose groups have a role here.'
        : 'No way to sign in is open; firebreak doctor says what is set.'}
    </p>
  );
}
