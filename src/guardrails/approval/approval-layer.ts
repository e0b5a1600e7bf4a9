import type { PlannedChange } from '../../actions/action-type.ts';
import { approvalsNeeded, approverRulesFor, possibleApprovers } from '../../approvals/approvers.ts';
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

type ApprovalContext = Pick<GuardrailContext, 'action' | 'policies' | 'earlier' | 'inDoubt'> & {
  readonly change: Pick<PlannedChange, 'risk'>;
};

export function judgeApproval(context: ApprovalContext): Verdict {
  const { action, change, policies, earlier = [], inDoubt = false } = context;
  const { risk } = change;
  const needed = Math.max(approvalsNeeded([{ risk, verdicts: earlier }], policies), inDoubt ? 2 : 1);
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
  if (inDoubt) {
    const message = 'two different people have to approve: Alertmanager does not confirm the alerts';
    return { layer: 'approval', outcome: 'hold', reason: 'approval.unconfirmed-alert', message, ...named };
  }
  const why = policies.limits.approvalsNeeded[risk] >= 2 ? `${risk} risk` : 'it weakens security';
  const message = `two different people have to approve (${why})`;
  return { layer: 'approval', outcome: 'hold', reason: 'approval.two-people', message, ...named };
}
