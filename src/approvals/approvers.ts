import type { RiskTier } from '../domain/action.ts';
import { type Caller, identityOf, isSharedToken } from '../domain/decision.ts';
import { anyGlobMatches } from '../guardrails/policies/glob.ts';
import type { ApproverRule, Policies } from '../guardrails/policies/policies.ts';

/** As much of a proposal's step as approval depends on. */
export interface StepToApprove {
  readonly action: string;
  readonly risk: RiskTier;
  /** Absent for cluster-scoped targets, which only rules without namespaces are about. */
  readonly namespace?: string | undefined;
}

export type MayDecide =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly reason: 'decision.not-allowed'; readonly message: string };

/** Whether somebody may decide on a proposal: for each of its steps a rule has to name them. */
export function mayDecide(
  caller: Caller,
  steps: readonly StepToApprove[],
  policies: Pick<Policies, 'approvers'>,
): MayDecide {
  const closed = steps.find((step) => !approverRulesFor(step, policies).some((rule) => names(rule, caller)));
  if (closed === undefined && steps.length > 0) return { allowed: true };
  const place = closed?.namespace === undefined ? '' : ` in ${closed.namespace}`;
  const what = closed === undefined ? 'nothing' : `${closed.action} of ${closed.risk} risk${place}`;
  const who = isSharedToken(caller) ? `${caller.name}, who holds the shared token,` : caller.name;
  const message = `no approver rule lets the ${caller.kind} ${who} decide on ${what}`;
  return { allowed: false, reason: 'decision.not-allowed', message };
}

/** Whether somebody may approve every step alone, with a reason, whatever it takes otherwise. */
export function mayBreakGlass(
  caller: Caller,
  steps: readonly StepToApprove[],
  policies: Pick<Policies, 'approvers'>,
): boolean {
  const lets = (rule: ApproverRule) => rule.breakGlass === true && names(rule, caller);
  return caller.kind === 'person' && steps.every((step) => approverRulesFor(step, policies).some(lets));
}

/** The approver rules that are about a step. */
export function approverRulesFor(
  { action, risk, namespace }: StepToApprove,
  { approvers }: Pick<Policies, 'approvers'>,
): readonly ApproverRule[] {
  return approvers.filter(
    ({ risks, namespaces, actions }) =>
      risks.includes(risk) &&
      (actions === undefined || anyGlobMatches(actions, action)) &&
      (namespaces === undefined || (namespace !== undefined && anyGlobMatches(namespaces, namespace))),
  );
}

/**
 * How many people could approve under these rules, and whether a token could stand in for a single one.
 * `tellable` is how many people sign-in can tell apart: one where everybody shares a token.
 */
export function possibleApprovers(
  rules: readonly ApproverRule[],
  { people: known }: Pick<Policies, 'people'>,
  tellable = Infinity,
): { readonly people: number; readonly token: boolean } {
  const groups = new Set(rules.flatMap((rule) => rule.groups));
  const named = new Set(
    [
      ...rules.flatMap((rule) => rule.people).filter((name) => name !== '*'),
      ...known.filter((person) => person.groups.some((group) => groups.has(group))).map(({ name }) => name),
    ].map(identityOf),
  );
  const isOpen = groups.size > 0 || rules.some(({ people }) => people.includes('*'));
  const others = rules.some(({ people }) => people.includes('*')) ? known.length : 0;
  return {
    people: isOpen ? Math.max(named.size, others, tellable) : named.size,
    token: rules.some((rule) => rule.tokens.length > 0),
  };
}

function names(rule: ApproverRule, { kind, name, via, groups = [] }: Caller): boolean {
  if (kind === 'token') return rule.tokens.includes(name);
  if (rule.people.includes('*')) return true;
  // What is typed beside a shared token is nobody's name.
  if (via === 'shared-token') return false;
  return (
    rule.people.some((person) => identityOf(person) === identityOf(name)) ||
    rule.groups.some((group) => groups.includes(group))
  );
}
