import type { ProposalStep } from '../../domain/proposal.ts';
import { RiskBadge } from './badges.tsx';
import { concernsOf } from './concerns.ts';
import { Copyable } from './copyable.tsx';
import { Diff } from './diff.tsx';
import { ObjectName } from './object-name.tsx';
import { PullRequestContentView } from './pull-request-content.tsx';
import { VerdictList } from './verdict-list.tsx';
import { visible } from './visible.ts';

interface ProposalStepProps {
  readonly step: ProposalStep;
  readonly number: number;
  readonly of: number;
}

export function ProposalStepView({ step, number, of }: ProposalStepProps) {
  const { action, request, verdicts } = step;
  const opens = request.verb === 'open-pull-request';
  return (
    <li class="step">
      <h3>
        {of === 1 ? null : <span class="faint">{`Step ${number} of ${of}: `}</span>}
        <code>{visible(action.action)}</code> on <ObjectName of={action.target} />
        {of === 1 ? null : <RiskBadge risk={step.risk} />}
      </h3>
      {opens ? <PullRequestContentView of={request.pullRequest} /> : null}
      <Diff label={`Difference of step ${number}`} text={step.diff} />
      <h4>What could go wrong</h4>
      <ul class="concerns">
        {concernsOf(step).map((concern) => (
          <li key={concern}>{visible(concern)}</li>
        ))}
      </ul>
      <h4>The five layers</h4>
      <VerdictList verdicts={verdicts} />
      <h4>{opens ? 'The same as a command' : 'The same as kubectl'}</h4>
      <Copyable label={`${opens ? 'Command' : 'kubectl text'} of step ${number}`} text={step.kubectl} />
    </li>
  );
}
