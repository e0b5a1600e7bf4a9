import type { RiskTier } from '../../domain/action.ts';
import type { Severity } from '../../domain/incident.ts';
import type { CheckResult } from '../../domain/verdict.ts';
import { type Stands, stateName, toneOf, verdictNames } from './words.ts';

export function StandingBadge({ of }: { readonly of: Stands }) {
  return <span class={`badge tone-${toneOf(of.state, of.outcome)}`}>{stateName(of)}</span>;
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
