import type { Button } from '@slack/types';
import { z } from 'zod';
import { asksWhyDeclined, type Incident } from '../../domain/incident.ts';
import { refText } from '../../domain/objects.ts';
import type { Proposal, ProposalStep } from '../../domain/proposal.ts';
import { highestRisk } from '../../http/highest-risk.ts';
import type { ChatSituation } from '../../ports/chat.ts';
import { clamped } from './mrkdwn.ts';
import { pullRequestWords } from './pull-request-lines.ts';
import type { RenderSetting } from './render-setting.ts';

/** The `action_id` of each button; `open` is a link, which Slack reports all the same. */
export const actionIds = {
  approve: 'firebreak.approve',
  deny: 'firebreak.deny',
  'hand-over': 'firebreak.hand-over',
  open: 'firebreak.open',
} as const;

/** What a button is about: exactly one hash of one proposal. */
export const aboutSchema = z.object({
  incident: z.string().min(1).max(100),
  proposal: z.string().min(1).max(100),
  hash: z.string().min(1).max(128),
});
export type ButtonAbout = z.output<typeof aboutSchema>;

/** What people can do from the message. High risk is approved by somebody who signed in, never by a button here. */
export function decisionButtons(
  incident: Incident,
  setting: RenderSetting,
  { stopped }: ChatSituation,
): readonly Button[] {
  const { proposal } = incident;
  const open = openButton(incident, setting);
  if (proposal === undefined || !setting.canDecide) return open;
  const about: ButtonAbout = { incident: incident.id, proposal: proposal.id, hash: proposal.hash };
  const value = JSON.stringify(about);
  if (asksWhyDeclined(incident)) {
    return [
      { type: 'button', action_id: actionIds.deny, text: words('Say why it was closed…'), value },
      ...open,
    ];
  }
  if (incident.state !== 'awaiting-approval') return open;
  return [
    ...(stopped || isForPageOnly(proposal) ? [] : [approveButton(proposal, value, setting)]),
    { type: 'button', action_id: actionIds.deny, style: 'danger', text: words('Deny…'), value },
    { type: 'button', action_id: actionIds['hand-over'], text: words('Hand over…'), value },
    ...open,
  ];
}

/** High risk, and what a sole approver decides after a fresh sign-in. */
export function isForPageOnly(proposal: Pick<Proposal, 'steps' | 'soleApprover'>): boolean {
  return highestRisk(proposal.steps) === 'high' || proposal.soleApprover === true;
}

function approveButton(proposal: Proposal, value: string, { mode }: RenderSetting): Button {
  const what = proposal.steps.map(stepWords).join(', ');
  const then = mode === 'dry-run' ? 'Dry-run: nothing is written.' : 'It runs at once.';
  return {
    type: 'button',
    action_id: actionIds.approve,
    style: 'primary',
    text: words(mode === 'dry-run' ? 'Approve (dry-run)' : 'Approve'),
    value,
    confirm: {
      title: words('Approve exactly this?'),
      // Slack: at most 300 characters.
      text: words(`${clamped(what, 220)}. ${then}`),
      confirm: words('Approve'),
      deny: words('Not yet'),
    },
  };
}

function stepWords({ action, request }: ProposalStep): string {
  if (request.verb === 'open-pull-request') return pullRequestWords(request.pullRequest);
  return `${action.action} ${JSON.stringify(action.params)} on ${refText(action.target)}`;
}

function openButton(incident: Incident, { publicUrl }: RenderSetting): readonly Button[] {
  if (publicUrl === undefined) return [];
  const url = pageOf(publicUrl, incident.id);
  return [{ type: 'button', action_id: actionIds.open, text: words('Open the page'), url }];
}

/** The incident's page, for those outside. */
export function pageOf(publicUrl: string, incident: string): string {
  return new URL(`/incidents/${encodeURIComponent(incident)}`, publicUrl).href;
}

function words(text: string) {
  return { type: 'plain_text', text } as const;
}
