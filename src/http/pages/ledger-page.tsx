import type { LedgerState } from '../../ledger/ledger-state.ts';
import type { LedgerView } from '../ports.ts';
import { Layout } from './layout.tsx';
import { LedgerStateNote } from './ledger-state.tsx';
import type { PageContext } from './page-context.ts';
import { Time } from './time.tsx';
import { visible } from './visible.ts';

interface LedgerPageProps {
  readonly page: PageContext;
  readonly state: LedgerState;
  readonly entries: readonly LedgerView[];
  /** The first sequence number of this page, where there are entries before it. */
  readonly earlier?: number | undefined;
}

export function LedgerPage({ page, state, entries, earlier }: LedgerPageProps) {
  return (
    <Layout page={page} title="Ledger" current="ledger">
      <div class="page-head">
        <h1>Ledger</h1>
      </div>
      <p class="lead">
        Everything that happened, newest first. Each entry is chained to the one before by its hash; check the
        chain with <code>firebreak audit verify</code>.
      </p>
      <LedgerStateNote state={state} />
      {entries.length === 0 ? (
        <p class="empty">No entries here.</p>
      ) : (
        <ol class="ledger">
          {entries.map((entry) => (
            <LedgerItem key={entry.seq} entry={entry} />
          ))}
        </ol>
      )}
      {earlier === undefined ? null : (
        <p class="more">
          <a href={`/ledger?before=${earlier}`}>Earlier entries</a>
        </p>
      )}
    </Layout>
  );
}

function LedgerItem({ entry }: { readonly entry: LedgerView }) {
  return (
    <li class="ledger-entry">
      <p>
        <span class="ledger-seq">{`#${entry.seq}`}</span> <strong>{visible(entry.type)}</strong> by{' '}
        {visible(entry.actor)}
        {entry.incident === undefined ? null : (
          <>
            {' · '}
            <a href={`/incidents/${encodeURIComponent(entry.incident)}`}>{visible(entry.incident)}</a>
          </>
        )}
      </p>
      <p class="faint">
        <Time at={entry.at} /> · <code title={entry.hash}>{visible(entry.hash.slice(0, 16))}</code>
      </p>
      <details>
        <summary>Payload</summary>
        {entry.payload === undefined ? (
          <p class="faint">Erased; its hash keeps the chain whole.</p>
        ) : (
          <pre tabIndex={0}>{visible(JSON.stringify(entry.payload, null, 2))}</pre>
        )}
      </details>
    </li>
  );
}
