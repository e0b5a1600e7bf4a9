import type { Limits } from '../../guardrails/policies/policies.ts';
import { Facts } from './facts.tsx';
import { clockText, durationText } from './durations.ts';
import { Section } from './section.tsx';
import { visible } from './visible.ts';

/** How much may change, how fast, and what takes how many people. */
export function PolicyLimits({ limits }: { readonly limits: Limits }) {
  const { changesPerHour, breaker, approvalsNeeded, soleApprover, freezes, settle } = limits;
  return (
    <Section id="limits" title="Limits">
      <Facts
        facts={[
          ['After a change, the object rests', durationText(limits.coolDownSeconds)],
          ['Changes an hour in a namespace', String(changesPerHour.namespace)],
          ['Changes an hour altogether', String(changesPerHour.cluster)],
          ['Changes at the same time', String(limits.concurrentChanges)],
          [`Pause after ${breaker.failures} failures in a row`, durationText(breaker.pauseSeconds)],
          ['People who approve low risk', String(approvalsNeeded.low)],
          ['medium risk', String(approvalsNeeded.medium)],
          ['high risk', String(approvalsNeeded.high)],
          ['A sole approver signs in within', durationText(soleApprover.freshSignInSeconds)],
          ['and then waits', durationText(soleApprover.waitSeconds)],
          ['A proposal expires after', durationText(limits.proposalExpirySeconds)],
          ['A fix has to hold within', durationText(limits.verificationSeconds)],
          ['and for', durationText(limits.stableSeconds)],
        ]}
      />
      <h3>Freezes</h3>
      {freezes.length === 0 ? (
        <p class="faint">None.</p>
      ) : (
        <ul class="plain-list">
          {freezes.map(({ name, from, to, namespaces }) => (
            <li key={name}>
              <strong>{visible(name)}</strong>{' '}
              {`${clockText(from)} to ${clockText(to)}, ${namespaces === undefined ? 'everywhere' : visible(namespaces.join(', '))}`}
            </li>
          ))}
        </ul>
      )}
      {settle.length === 0 ? null : (
        <>
          <h3>Time to heal by themselves</h3>
          <Facts facts={settle.map(({ alertname, seconds }) => [alertname, durationText(seconds)])} />
        </>
      )}
    </Section>
  );
}
