import { reasons } from '../../domain/reasons.ts';
import type { Waiting } from '../../approvals/waiting-for.ts';
import { countApprovals } from '../../approvals/count-approvals.ts';
import { highestRisk } from '../highest-risk.ts';
import { RiskBadge, SeverityBadge } from './badges.tsx';
import { sentence } from './sentence.ts';
import { StepLine } from './step-line.tsx';
import { Time } from './time.tsx';
import { visible } from './visible.ts';

interface WaitingRowProps {
  readonly waiting: Waiting;
  readonly now: Date;
}

/** One proposal that waits: what it would do, how risky that is, and until when. */
export function WaitingRow({ waiting: { incident, objection }, now }: WaitingRowProps) {
  const { id, title, severity, proposal, decisions } = incident;
  if (proposal === undefined) return null;
  const given = countApprovals(decisions, proposal);
  return (
    <li class={`incident-row stripe-${severity}`}>
      <div class="incident-row-main">
        <a class="incident-title" href={`/incidents/${encodeURIComponent(id)}#proposal`}>
          {visible(title)}
        </a>
        <ul>
          {proposal.steps.map((step, index) => (
            <li key={index}>
              <StepLine step={step} />
            </li>
          ))}
        </ul>
      </div>
      <div class="incident-row-badges">
        <RiskBadge risk={highestRisk(proposal.steps)} />
        <SeverityBadge severity={severity} />
      </div>
      <p class="incident-row-facts">
        <span>
          expires <Time at={proposal.expiresAt} now={now} />
        </span>
        {proposal.approvalsNeeded > 1 ? (
          <span>{`${given} of ${proposal.approvalsNeeded} approvals given`}</span>
        ) : null}
        {proposal.requestedBy === undefined ? null : (
          <span>{`asked for by ${visible(proposal.requestedBy.name)}`}</span>
        )}
      </p>
      {objection === undefined ? null : (
        <p class="incident-row-why">
          {objection.detail === undefined ? reasons[objection.reason] : visible(sentence(objection.detail))}
        </p>
      )}
    </li>
  );
}
