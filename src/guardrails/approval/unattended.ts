import type { Verdict } from '../../domain/verdict.ts';
import { considerAll } from '../allowlist/decide.ts';
import { readFacts } from '../allowlist/read-facts.ts';
import type { GuardrailContext } from '../guardrail.ts';
import { ruleText } from '../policies/policies.ts';

/**
 * The verdict of a rule that lets the action run without people; undefined where people have to decide: there is no
 * such rule, the risk is high, it takes something back, or a layer before has anything to say.
 */
export async function judgeUnattended(context: GuardrailContext): Promise<Verdict | undefined> {
  if (!context.policies.rules.some(({ approval }) => approval === 'not-needed')) return undefined;
  if (context.change.risk === 'high' || !isFix(context) || !isPlain(context)) return undefined;
  const rule = considerAll(await readFacts(context), 'allow').find(
    (considered) => considered.result === 'matches' && considered.rule.approval === 'not-needed',
  )?.rule;
  if (rule === undefined) return undefined;
  return {
    layer: 'approval',
    outcome: 'pass',
    reason: 'approval.not-needed',
    message: `${rule.name} names this action, its target and its bound: it runs without people`,
    rule: ruleText(rule),
  };
}

function isFix({ purpose, mode }: GuardrailContext): boolean {
  return purpose === 'fix' || (purpose === undefined && mode === 'check');
}

/** Every layer has passed the action, and the API server takes it exactly as it was asked for. */
function isPlain({ earlier = [], mode }: GuardrailContext): boolean {
  const layersPass = earlier.every(({ layer, outcome, reason }) =>
    layer === 'dry-run' ? reason === dryRunOf(mode) : outcome === 'pass',
  );
  return earlier.length > 0 && layersPass;
}

function dryRunOf(mode: GuardrailContext['mode']): Verdict['reason'] {
  return mode === 'check' ? 'dry-run.no-cluster' : 'dry-run.accepted';
}
