import type { PlannedChange } from '../../actions/action-type.ts';
import { approvalsNeeded } from '../../approvals/approvals-needed.ts';
import { approverRulesFor, possibleApprovers } from '../../approvals/approvers.ts';
import { namespaceOf } from '../../domain/objects.ts';
import type { Verdict } from '../../domain/verdict.ts';
import type { Guardrail, GuardrailContext } from '../guardrail.ts';
import { ruleText } from '../policies/policies.ts';
import { judgeUnattended } from './unattended.ts';

/**
 * Layer 5: how many people have to approve. It holds what anybody may approve, refuses what nobody may, and
 * passes only what a policy rule names in every part.
 */
export const approvalLayer: Guardrail = {
  layer: 'approval',
  // What a webhook alone claims runs at nobody's word.
  judge: async (context) =>
    (context.inDoubt === true ? undefined : await judgeUnattended(context)) ?? judgeApproval(context),
};

type ApprovalContext = Pick<
  GuardrailContext,
  'action' | 'policies' | 'earlier' | 'inDoubt' | 'tellablePeople'
> & {
  readonly change: Pick<PlannedChange, 'risk'>;
};

export function judgeApproval(context: ApprovalContext): Verdict {
  const { action, change, policies, earlier = [], inDoubt = false } = context;
  const { risk } = change;
  const needed = Math.max(approvalsNeeded([{ risk, verdicts: earlier }], policies), inDoubt ? 2 : 1);
  const about = { action: action.action, risk, namespace: namespaceOf(action.target) };
  const rules = approverRulesFor(about, policies);
  const { people, token } = possibleApprovers(rules, policies, context.tellablePeople);
  const [rule] = rules;
  const named = rule === undefined ? {} : { rule: ruleText(rule) };

  if (people === 0 && !(needed === 1 && token)) {
    return {
      layer: 'approval',
      outcome: 'refuse',
      reason: 'approval.nobody',
      message: `${risk} risk takes ${needed} to approve; the approvers policy names nobody`,
      remedy: 'name more people for this risk and namespace in the Approvers policy',
      ...named,
    };
  }
  if (needed === 1) {
    const message = `one person has to approve (${risk} risk)`;
    return { layer: 'approval', outcome: 'hold', reason: 'approval.one-person', message, ...named };
  }
  const { freshSignInSeconds, waitSeconds } = policies.limits.soleApprover;
  const minutes = (seconds: number) => `${Math.round(seconds / 60)} minutes`;
  if (people < needed) {
    const message = [
      'it takes two people, and only one who may approve can be told:',
      `a sign-in within the last ${minutes(freshSignInSeconds)}, and ${minutes(waitSeconds)} of waiting before it runs`,
      ...(inDoubt ? ['(Alertmanager does not confirm the alerts)'] : []),
    ].join(' ');
    const remedy = 'let more people sign in by name, and name them in the Approvers policy';
    return {
      layer: 'approval',
      outcome: 'hold',
      reason: 'approval.sole-approver',
      message,
      remedy,
      ...named,
    };
  }
  if (inDoubt) {
    const message = 'two different people have to approve: Alertmanager does not confirm the alerts';
    return { layer: 'approval', outcome: 'hold', reason: 'approval.unconfirmed-alert', message, ...named };
  }
  const why = policies.limits.approvalsNeeded[risk] >= 2 ? `${risk} risk` : 'it weakens security';
  const message = `two different people have to approve (${why})`;
  return { layer: 'approval', outcome: 'hold', reason: 'approval.two-people', message, ...named };
}
