import { countApprovals } from '../../approvals/count-approvals.ts';
import type { Incident } from '../../domain/incident.ts';
import type { Proposal } from '../../domain/proposal.ts';
import type { ChatSituation } from '../../ports/chat.ts';
import { isForPageOnly } from './buttons.ts';
import { prose, time } from './mrkdwn.ts';
import type { RenderSetting } from './render-setting.ts';

/** Who has to decide, where and until when; nothing where nobody is asked. */
export function askedFor(
  { state, proposal, decisions }: Incident,
  setting: RenderSetting,
  { stopped }: ChatSituation,
): readonly string[] {
  if (state !== 'awaiting-approval' || proposal === undefined || stopped) return [];
  const given = countApprovals(decisions, proposal);
  if (proposal.soleApprover === true && given > 0) {
    return [
      '*Approved, and waiting*: nothing is written until the waiting time is over. Deny it to stop it.',
    ];
  }
  return [
    ...whereLine(proposal, setting),
    `*It takes* ${peopleText(proposal, given)} · until ${time(proposal.expiresAt)}`,
    ...(proposal.requestedBy === undefined
      ? []
      : [`${prose(proposal.requestedBy.name, 80)} asked for this, so somebody else approves it.`]),
  ];
}

function whereLine(proposal: Proposal, { canDecide }: RenderSetting): readonly string[] {
  if (isForPageOnly(proposal)) return ['*Approve on the page, signed in*: this is too much for a button.'];
  return canDecide ? [] : ['*Decide on the page.*'];
}

function peopleText({ approvalsNeeded, soleApprover }: Proposal, given: number): string {
  if (soleApprover === true) return 'one approval by somebody who has just signed in, and a waiting time';
  if (approvalsNeeded < 2) return 'one approval';
  return given === 0
    ? `${approvalsNeeded} different people`
    : `${approvalsNeeded} different people, ${given} so far`;
}
