import type { SignInMethod } from '../../domain/decision.ts';
import type { Session } from '../auth/session-store.ts';
import { FormToken } from './form-token.tsx';
import { Layout } from './layout.tsx';
import type { PageContext, Viewer } from './page-context.ts';
import { Section } from './section.tsx';
import { Time } from './time.tsx';
import { visible } from './visible.ts';

interface SessionsPageProps {
  readonly page: PageContext;
  readonly viewer: Viewer;
  /** The session that looks at this. */
  readonly current: string;
  readonly mine: readonly Session[];
  /** Of everybody else, for an admin; the newest first. */
  readonly others: readonly Session[];
}

/** Where somebody is signed in, with a way to end each. */
export function SessionsPage({ page, viewer, current, mine, others }: SessionsPageProps) {
  const people = [...new Set(others.map(({ person }) => person))];
  return (
    <Layout page={page} title="Sessions">
      <div class="page-head">
        <h1>Sessions</h1>
        <form method="post" action="/sign-out">
          <FormToken viewer={viewer} />
          <button type="submit">Sign out here</button>
        </form>
      </div>
      <p class="lead">
        You are {visible(viewer.name)}, {article(viewer.role)} {viewer.role}.
        {page.viewer?.via === 'shared-token'
          ? ' Whoever holds the token of the data folder may be any name: these are all of its sessions.'
          : ''}
      </p>
      <Section
        id="mine"
        title="Yours"
        aside={mine.length > 1 ? <EndAll viewer={viewer} person={viewer.name} /> : null}
      >
        <Rows sessions={mine} viewer={viewer} page={page} current={current} />
      </Section>
      {people.map((person, index) => (
        <Section
          key={person}
          id={`person-${index}`}
          title={visible(person)}
          aside={<EndAll viewer={viewer} person={person} />}
        >
          <Rows
            sessions={others.filter((session) => session.person === person)}
            viewer={viewer}
            page={page}
            current={current}
          />
        </Section>
      ))}
    </Layout>
  );
}

const ways: Readonly<Record<SignInMethod, string>> = {
  'shared-token': 'with the token of the data folder',
  local: 'with a password',
  oidc: 'with the identity provider',
  proxy: 'through the proxy',
  slack: 'in Slack',
};

interface RowsProps {
  readonly sessions: readonly Session[];
  readonly viewer: Viewer;
  readonly page: PageContext;
  readonly current: string;
}

function Rows({ sessions, viewer, page, current }: RowsProps) {
  return (
    <ul class="plain-list">
      {sessions.map(({ idHash, via, role, createdAt, expiresAt, person, from }) => (
        <li key={idHash} class="session">
          <p>
            {`Signed in ${ways[via]}, `}
            <Time at={createdAt} now={page.now} />
            {idHash === current ? <strong> (this one)</strong> : null}
            <br />
            <span class="faint">
              {via === 'shared-token' ? `as ${visible(person)}, ` : ''}
              {from === undefined ? '' : `from ${visible(from)}, `}
              {role}, ends <Time at={expiresAt} now={page.now} />
            </span>
          </p>
          <form method="post" action="/sessions/end">
            <FormToken viewer={viewer} />
            <input type="hidden" name="session" value={idHash} />
            <button type="submit" aria-label={`End the session of ${clock(createdAt)}`}>
              End
            </button>
          </form>
        </li>
      ))}
    </ul>
  );
}

function EndAll({ viewer, person }: { readonly viewer: Viewer; readonly person: string }) {
  return (
    <form method="post" action="/sessions/end">
      <FormToken viewer={viewer} />
      <input type="hidden" name="person" value={person} />
      <button class="deny" type="submit">
        End all
      </button>
    </form>
  );
}

function article(role: string): string {
  return /^[aeiou]/u.test(role) ? 'an' : 'a';
}

function clock(at: string): string {
  return at.slice(0, 19).replace('T', ' ');
}
