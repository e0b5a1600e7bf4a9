import type { Verification } from '../../domain/verification.ts';
import { Section } from './section.tsx';
import { sentence } from './sentence.ts';
import { Time } from './time.tsx';
import { visible } from './visible.ts';
import { checkNames } from './words.ts';

const statusNames: Readonly<Record<Verification['status'], string>> = {
  running: 'running',
  passed: 'passed',
  failed: 'failed',
};

/** Whether the change helped: what was looked at, and what was seen. */
export function VerificationSection({ verification }: { readonly verification: Verification }) {
  const { status, checks, deadline, holdsSince } = verification;
  return (
    <Section
      id="verification"
      title="Did it help?"
      aside={<span class={`badge verification-${status}`}>{statusNames[status]}</span>}
    >
      <ul class="checks">
        {checks.map((check) => (
          <li key={check.name} class={`check check-${check.outcome}`}>
            <strong>{visible(check.name)}</strong>{' '}
            <span class="check-outcome">{checkNames[check.outcome]}</span>
            <p>{visible(sentence(check.message))}</p>
            <code class="faint">{visible(check.reason)}</code>
          </li>
        ))}
      </ul>
      <p class="faint">
        {holdsSince === undefined ? '' : 'Everything has held since '}
        {holdsSince === undefined ? null : <Time at={holdsSince} />}
        {status === 'running' ? (
          <span>
            {' '}
            Time until <Time at={deadline} />; what has not held by then has failed.
          </span>
        ) : null}
      </p>
    </Section>
  );
}
