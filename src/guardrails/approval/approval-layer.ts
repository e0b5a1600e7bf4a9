import type { PlannedChange } from '../../actions/action-type.ts';
import { approvalsNeeded, approverRulesFor, possibleApprovers } from '../../approvals/approvers.ts';
import { namespaceOf } from '../../domain/objects.ts';
import type { Verdict } from '../../domain/verdict.ts';
import type { Guardrail, GuardrailContext } from '../guardrail.ts';
import { ruleText } from '../policies/policies.ts';

/** Layer 5: how many people have to approve. It holds what anybody may approve and refuses what nobody may. */
export const approvalLayer: Guardrail = {
  layer: 'approval',
  judge: async (context) => judgeApproval(context),
};

type ApprovalContext = Pick<GuardrailContext, 'action' | 'policies' | 'earlier'> & {
  readonly change: Pick<PlannedChange, 'risk'>;
};

export function judgeApproval({ action, change, policies, earlier = [] }: ApprovalContext): Verdict {
  const { risk } = change;
  const needed = approvalsNeeded([{ risk, verdicts: earlier }], policies);
  const rules = approverRulesFor({ risk, namespace: namespaceOf(action.target) }, policies);
  const { people, token } = possibleApprovers(rules);
  const [rule] = rules;
  const named = rule === undefined ? {} : { rule: ruleText(rule) };

  if (people < needed && !(needed === 1 && token)) {
    return {
      layer: 'approval',
      outcome: 'refuse',
      reason: 'approval.nobody',
      message: `${risk} risk takes ${needed} to approve; the approvers policy names ${people}`,
      remedy: 'name more people for this risk and namespace in the Approvers policy',
      ...named,
    };
  }
  if (needed === 1) {
    const message = `one person has to approve (${risk} risk)`;
    return { layer: 'approval', outcome: 'hold', reason: 'approval.one-person', message, ...named };
  }
  const why = policies.limits.approvalsNeeded[risk] >= 2 ? `${risk} risk` : 'it loosens a Pod Security level';
  const message = `two different people have to approve (${why})`;
  return { layer: 'approval', outcome: 'hold', reason: 'approval.two-people', message, ...named };
}
