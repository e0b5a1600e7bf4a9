import type { Incident } from '../../domain/incident.ts';
import { refText } from '../../domain/objects.ts';
import type { Proposal, ProposalStep } from '../../domain/proposal.ts';
import { countApprovals } from '../../approvals/count-approvals.ts';
import { highestRisk } from '../../http/highest-risk.ts';
import { concernsOf } from '../../http/pages/concerns.ts';
import { isForPageOnly, pageOf } from './buttons.ts';
import { code, codeBlock, lengthOf, link, prose, time } from './mrkdwn.ts';
import type { RenderSetting } from './render-setting.ts';

/** Longer diffs are a file in the thread. */
const longestDiff = 1_000;
const mostSteps = 5;

/** What would change, exactly, and what could go wrong. */
export function proposalLines({ proposal }: Incident, setting: RenderSetting): readonly string[] {
  if (proposal === undefined) return [];
  const title = proposal.purpose === 'undo' ? '*Would take back*' : '*Would change*';
  const changed =
    proposal.changedSince === undefined
      ? []
      : [`*Changed since it was approved*: ${prose(proposal.changedSince, 300)}`];
  const left = proposal.steps.length - mostSteps;
  return [
    ...changed,
    `${title} (${highestRisk(proposal.steps)} risk)`,
    ...proposal.steps
      .slice(0, mostSteps)
      .flatMap((step, index) => stepLines(step, index, proposal.steps.length)),
    ...(left > 0 ? [`and ${left} more: see the thread${whole(proposal, setting)}`] : []),
    ...(fitsInMessage(proposal)
      ? [codeBlock(diffOf(proposal), longestDiff + 100)]
      : ['The diff is a file in the thread.']),
  ];
}

/** Whether the whole diff stands in the message. */
export function fitsInMessage(proposal: Proposal): boolean {
  return lengthOf(diffOf(proposal)) <= longestDiff;
}

export function diffOf({ steps }: Proposal): string {
  return steps.map(({ diff }) => diff.trimEnd()).join('\n\n');
}

function stepLines(step: ProposalStep, index: number, of: number): readonly string[] {
  const number = of === 1 ? '' : `${index + 1}. `;
  const [effect = '', ...rest] = concernsOf(step);
  return [
    `${number}${code(step.action.action)} on ${code(refText(step.action.target))}: ${prose(effect, 300)}`,
    ...rest.slice(0, 3).map((concern) => `• ${prose(concern, 250)}`),
  ];
}

function whole({ incident }: Proposal, { publicUrl }: RenderSetting): string {
  return publicUrl === undefined ? '' : ` or ${link(pageOf(publicUrl, incident), 'the page')}`;
}

/** Who has to decide, until when and where. */
export function askedFor(incident: Incident, setting: RenderSetting): string {
  const { proposal, decisions } = incident;
  if (incident.state !== 'awaiting-approval' || proposal === undefined) return '';
  const needed = Math.max(1, proposal.approvalsNeeded);
  const given = countApprovals(decisions, proposal);
  const people = needed > 1 ? `${given} of ${needed} approvals, by different people` : 'one approval';
  const where = isForPageOnly(proposal)
    ? '*Approve on the page, signed in:* this is too much for a button. '
    : '';
  const unheard = setting.canDecide || isForPageOnly(proposal) ? '' : 'Decide on the page. ';
  return `${where}${unheard}${people} · until ${time(proposal.expiresAt)}`;
}
