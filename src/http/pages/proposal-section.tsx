import { asksWhyDeclined, type Incident } from '../../domain/incident.ts';
import type { Proposal } from '../../domain/proposal.ts';
import { RiskBadge } from './badges.tsx';
import { DecisionForms, WhyDeclined } from './decision-forms.tsx';
import { highestRisk } from '../highest-risk.ts';
import { LeftOut } from './left-out.tsx';
import type { PageContext } from './page-context.ts';
import { ProposalStepView } from './proposal-step.tsx';
import { Section } from './section.tsx';
import { sentence } from './sentence.ts';
import { Time } from './time.tsx';
import { visible } from './visible.ts';

interface ProposalSectionProps {
  readonly page: PageContext;
  readonly incident: Incident;
  readonly proposal: Proposal;
}

/** What would change: exactly this, no more. */
export function ProposalSection({ page, incident, proposal }: ProposalSectionProps) {
  const isOpen = incident.state === 'awaiting-approval';
  return (
    <Section
      id="proposal"
      title={proposal.purpose === 'undo' ? 'Proposed undo' : 'Proposed fix'}
      aside={<RiskBadge risk={highestRisk(proposal.steps)} />}
    >
      {proposal.changedSince === undefined ? null : (
        <p class="note note-warn">
          <strong>Back for a new decision:</strong> {visible(sentence(proposal.changedSince))}
        </p>
      )}
      <ol class="steps">
        {proposal.steps.map((step, index) => (
          <ProposalStepView key={index} step={step} number={index + 1} of={proposal.steps.length} />
        ))}
      </ol>
      <LeftOut of={proposal} />
      <p class="proposal-facts faint">
        {isOpen ? (
          <span>
            Expires <Time at={proposal.expiresAt} now={page.now} /> (<Time at={proposal.expiresAt} />)
          </span>
        ) : null}
        <span>proposed by {visible(proposal.by)}</span>
        <span>
          policies{' '}
          <code title={visible(proposal.policyVersion)}>{visible(proposal.policyVersion.slice(0, 16))}</code>
        </span>
        <span>
          hash <code>{visible(proposal.hash.slice(0, 16))}</code>
        </span>
      </p>
      {isOpen ? <DecisionForms page={page} incident={incident} proposal={proposal} /> : null}
      {asksWhyDeclined(incident) ? <WhyDeclined page={page} incident={incident} proposal={proposal} /> : null}
    </Section>
  );
}
