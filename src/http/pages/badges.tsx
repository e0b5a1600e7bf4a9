import type { RiskTier } from '../../domain/action.ts';
import type { IncidentOutcome, IncidentState, Severity } from '../../domain/incident.ts';
import type { CheckResult } from '../../domain/verdict.ts';
import { outcomeNames, stateNames, toneOf, verdictNames } from './words.ts';

interface StandingProps {
  readonly state: IncidentState;
  readonly outcome?: IncidentOutcome | undefined;
}

export function StandingBadge({ state, outcome }: StandingProps) {
  return (
    <span class={`badge tone-${toneOf(state, outcome)}`}>
      {state === 'closed' && outcome !== undefined ? outcomeNames[outcome] : stateNames[state]}
    </span>
  );
}

export function SeverityBadge({ severity }: { readonly severity: Severity }) {
  return <span class={`badge severity-${severity}`}>{severity === 'none' ? 'no severity' : severity}</span>;
}

export function RiskBadge({ risk }: { readonly risk: RiskTier }) {
  return <span class={`badge risk-${risk}`}>{`${risk} risk`}</span>;
}

const outcomeTones = { pass: 'good', hold: 'wait', refuse: 'bad' } as const;

export function OutcomeBadge({ outcome }: { readonly outcome: CheckResult['outcome'] }) {
  return <span class={`badge tone-${outcomeTones[outcome]}`}>{verdictNames[outcome]}</span>;
}
