import type { Verdict } from '../../domain/verdict.ts';
import { ruleText } from '../policies/policies.ts';
import type { Consideration } from './consider-rule.ts';
import { considerAll, decide } from './decide.ts';
import { type AllowlistContext, readFacts } from './read-facts.ts';

/** One rule's part in a verdict, for people. */
export interface ExplainedRule {
  /** `file:line#name`. */
  readonly rule: string;
  readonly effect: 'allow' | 'deny';
  readonly result: Consideration['result'];
  readonly why: string;
}

export interface Explanation {
  readonly verdict: Verdict;
  /** Every rule, deny rules first. */
  readonly rules: readonly ExplainedRule[];
}

/** The allowlist's verdict, and for each rule whether it matches or what keeps it from matching. */
export async function explain(context: AllowlistContext): Promise<Explanation> {
  const facts = await readFacts(context);
  const rules = [...considerAll(facts, 'deny'), ...considerAll(facts, 'allow')];
  return {
    verdict: decide(facts),
    rules: rules.map(({ rule, result, why }) => ({
      rule: ruleText(rule),
      effect: rule.effect,
      result,
      why,
    })),
  };
}
