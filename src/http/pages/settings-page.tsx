import type { Check } from '../../doctor/check.ts';
import type { SettingsPort } from '../ports.ts';
import { FormToken } from './form-token.tsx';
import { Layout } from './layout.tsx';
import type { PageContext } from './page-context.ts';
import { Section } from './section.tsx';
import { visible } from './visible.ts';

type Setting = ReturnType<SettingsPort['list']>[number];

interface SettingsPageProps {
  readonly page: PageContext;
  readonly settings: readonly Setting[];
  /** Absent: doctor was not asked. */
  readonly checks?: readonly Check[] | undefined;
  readonly canExamine: boolean;
}

/** The settings as they are in force, each with where it came from, and what doctor finds on demand. */
export function SettingsPage({ page, settings, checks, canExamine }: SettingsPageProps) {
  const given = settings.filter(({ source }) => source !== 'default');
  const defaults = settings.filter(({ source }) => source === 'default');
  return (
    <Layout page={page} title="Settings">
      <div class="page-head">
        <h1>Settings</h1>
      </div>
      <p class="lead">
        What is in force: the defaults, then the file, then the environment; the later wins. Secrets are
        masked.
      </p>
      <Doctor page={page} checks={checks} canExamine={canExamine} />
      <Section id="given" title="Given" aside={<span class="faint">{given.length}</span>}>
        {given.length === 0 ? <p class="faint">Everything is as it comes.</p> : <Table settings={given} />}
      </Section>
      <details class="panel" id="defaults">
        <summary>{defaults.length} by default</summary>
        <Table settings={defaults} />
      </details>
    </Layout>
  );
}

function Table({ settings }: { readonly settings: readonly Setting[] }) {
  return (
    <dl class="settings">
      {settings.map(({ name, env, value, source }) => (
        <div key={name}>
          <dt>
            <code>{visible(env)}</code>
          </dt>
          <dd>
            {value === '' ? <span class="faint">not set</span> : <code>{visible(value)}</code>}
            <span class="faint">{source === 'default' ? 'default' : visible(source)}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

const statusWords: Readonly<Record<Check['status'], string>> = {
  ok: 'Fine',
  note: 'Note',
  finding: 'To mend',
  unreachable: 'No answer',
};
const tones = { ok: 'good', note: 'quiet', finding: 'bad', unreachable: 'wait' } as const;

function Doctor({ page, checks, canExamine }: Omit<SettingsPageProps, 'settings'>) {
  return (
    <Section id="doctor" title="Doctor">
      {checks === undefined ? (
        <p>
          Looks at everything that Firebreak depends on, with the mend where something has to be done. It
          changes nothing; it takes up to half a minute, and asks each model once.
        </p>
      ) : (
        <>
          <p class={checks.some(({ mend }) => mend !== undefined) ? 'note note-warn' : 'note'} role="status">
            {summary(checks)}
          </p>
          <ul class="plain-list">
            {checks.map((check, index) => (
              <li key={index} class="doctor-check">
                <span class={`badge tone-${tones[check.status]}`}>{statusWords[check.status]}</span>
                <div>
                  <strong>{visible(check.name)}</strong>
                  {`: ${visible(check.message)}`}
                  {check.mend === undefined ? null : (
                    <p class="remedy">
                      <strong>Mend:</strong> {visible(check.mend)}
                    </p>
                  )}
                </div>
              </li>
            ))}
          </ul>
        </>
      )}
      {page.viewer === undefined || !canExamine ? (
        <p class="faint">Beside a practice cluster there is nothing real to look at.</p>
      ) : (
        <form method="post" action="/settings/doctor">
          <FormToken viewer={page.viewer} />
          <button type="submit">{checks === undefined ? 'Ask the doctor' : 'Ask again'}</button>
        </form>
      )}
    </Section>
  );
}

function summary(checks: readonly Check[]): string {
  const count = (status: Check['status']) => checks.filter((check) => check.status === status).length;
  const [findings, unreachable] = [count('finding'), count('unreachable')];
  if (findings + unreachable === 0) return `All ${checks.length} looks found it as it should be.`;
  return `${findings} to mend, ${unreachable} did not answer, of ${checks.length} looks.`;
}
