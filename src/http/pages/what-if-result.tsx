import type { ExplainedRule } from '../../guardrails/allowlist/explain.ts';
import type { WhatIf } from '../ports.ts';
import { OutcomeBadge, RiskBadge } from './badges.tsx';
import { Copyable } from './copyable.tsx';
import { Diff } from './diff.tsx';
import { ObjectName } from './object-name.tsx';
import { RuleLink } from './source-link.tsx';
import { VerdictList } from './verdict-list.tsx';
import { visible } from './visible.ts';

interface WhatIfResultProps {
  readonly number: number;
  readonly answer: WhatIf;
}

/** What the five layers say of an action that somebody typed, as a proposal shows it. */
export function WhatIfResult({ number, answer: { result, step, rules } }: WhatIfResultProps) {
  const { action, outcome, verdicts } = result;
  return (
    <section class="panel step" aria-labelledby={`result-${number}`}>
      <div class="panel-head">
        <h2 id={`result-${number}`}>
          <ActionTitle action={action} />
        </h2>
        <p class="badges">
          <OutcomeBadge outcome={outcome} />
          {step === undefined ? null : <RiskBadge risk={step.risk} />}
        </p>
      </div>
      <h3>The five layers</h3>
      <VerdictList verdicts={verdicts} />
      {step === undefined ? null : (
        <>
          <h3>What it would change</h3>
          <Diff label="Difference" text={step.diff} />
          <h3>The same as kubectl</h3>
          <Copyable label="kubectl text" text={step.kubectl} />
        </>
      )}
      <Rules rules={rules} />
    </section>
  );
}

/** What was typed need not be an action at all. */
function ActionTitle({ action }: { readonly action: WhatIf['result']['action'] | null }) {
  const { action: name, target } = (action ?? {}) as Partial<WhatIf['result']['action']>;
  if (typeof name !== 'string' || typeof target?.kind !== 'string' || typeof target.name !== 'string') {
    return <>Not an action</>;
  }
  return (
    <>
      <code>{visible(name)}</code> on <ObjectName of={target} />
    </>
  );
}

const resultWords: Readonly<Record<ExplainedRule['result'], string>> = {
  matches: 'matches',
  'other-action': 'not about this action',
  'other-object': 'not about this object',
  'out-of-bounds': 'out of bounds',
  condition: 'condition does not hold',
};

/** Every rule, those that come nearest first. */
function Rules({ rules }: { readonly rules: readonly ExplainedRule[] }) {
  const near = rules.filter(({ result }) => result !== 'other-action');
  const far = rules.filter(({ result }) => result === 'other-action');
  if (rules.length === 0) return null;
  return (
    <>
      <h3>Rules about such an action</h3>
      {near.length === 0 ? <p class="faint">None.</p> : null}
      <ul class="plain-list">
        {near.map(({ rule, effect, result, why }) => (
          <li key={rule}>
            <span class={`badge rule-${effect}`}>{effect}</span> <RuleLink rule={rule} />
            <br />
            <strong>{resultWords[result]}</strong>
            {`: ${visible(why)}`}
          </li>
        ))}
      </ul>
      {far.length === 0 ? null : (
        <p class="faint">
          {far.length === 1 ? '1 other rule is' : `${far.length} other rules are`} about other actions.
        </p>
      )}
    </>
  );
}
