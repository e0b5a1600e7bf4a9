import type { LedgerState } from '../../ledger/ledger-state.ts';
import { Time } from './time.tsx';
import { visible } from './visible.ts';

/** What the service's own verification says of the ledger, and up to where a signed head vouches for it. */
export function LedgerStateNote({ state }: { readonly state: LedgerState }) {
  if (state.findings.length > 0) {
    return (
      <div class="banner banner-stop" role="alert">
        <strong>The ledger does not verify.</strong> No head is signed until people have looked into it:
        <ul>
          {state.findings.map(({ reason, seq, problem }) => (
            <li key={reason}>
              {seq === 0 ? null : `Entry ${seq}: `}
              {visible(problem)} <code>{reason}</code>
            </li>
          ))}
        </ul>
      </div>
    );
  }
  return (
    <p class="faint">
      {state.verifiedAt === undefined ? (
        'The chain is being verified.'
      ) : (
        <>
          The chain verifies up to entry {state.seq}, <Time at={state.verifiedAt} />.
        </>
      )}{' '}
      <SignedUpTo state={state} />
    </p>
  );
}

function SignedUpTo({ state: { keyId, signedHead } }: { readonly state: LedgerState }) {
  if (keyId === undefined) {
    return (
      <>
        Its heads are not signed, so a cut end would not show: set <code>FIREBREAK_AUDIT_KEY_FILE</code>.
      </>
    );
  }
  const key = <code title={keyId}>{keyId.slice(0, 16)}</code>;
  if (signedHead === undefined) return <>Its heads are signed by key {key}; none was in this run.</>;
  return (
    <>
      The newest head is about entry {signedHead.seq}, signed <Time at={signedHead.at} /> by key {key}.
    </>
  );
}
