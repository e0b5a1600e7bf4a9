import type { KnownBlock } from '@slack/types';
import type { EvidenceItem } from '../../domain/evidence.ts';
import type { Incident, IncidentOutcome } from '../../domain/incident.ts';
import { type JsonObject, refText } from '../../domain/objects.ts';
import type { Proposal } from '../../domain/proposal.ts';
import { highestRisk } from '../../http/highest-risk.ts';
import { layerNames, outcomeNames, verdictNames } from '../../http/pages/words.ts';
import type { ChatSituation, Notice } from '../../ports/chat.ts';
import { context, sections, withinLimit } from './blocks.ts';
import { pageOf } from './buttons.ts';
import { decisionLine, endLines, whereItStands } from './end-lines.ts';
import { heldLines } from './held-lines.ts';
import { headline } from './incident-message.ts';
import { clamped, code, codeBlock, link, prose, time } from './mrkdwn.ts';
import { diffOf, fitsInMessage } from './proposal-lines.ts';
import type { RenderSetting } from './render-setting.ts';

/** What stands below the message: what was asked, evidence, the whole change, decisions, and how it ended. */
export function threadNotices(
  incident: Incident,
  setting: RenderSetting,
  { stopped }: ChatSituation,
): readonly Notice[] {
  const { proposal } = incident;
  return [
    ...(stopped ? [] : [...askNotice(incident), ...heldNotice(incident)]),
    ...evidenceNotice(incident, setting),
    ...(proposal === undefined ? [] : proposalNotices(proposal, setting)),
    ...incident.decisions.map((decision) =>
      notice(`decision:${decision.id}`, sections([decisionLine(decision)], 1)),
    ),
    ...endNotice(incident),
  ];
}

/** Editing a message tells nobody: what waits for people is said once in the channel, too. */
function askNotice(incident: Incident): readonly Notice[] {
  const { proposal, state } = incident;
  if (proposal === undefined || state !== 'awaiting-approval') return [];
  const change = proposal.steps
    .slice(0, 3)
    .map(({ action }) => `${code(action.action)} on ${code(refText(action.target))}`);
  const facts = [
    change.join(', '),
    `${highestRisk(proposal.steps)} risk`,
    `until ${time(proposal.expiresAt)}`,
  ];
  const asked = sections([headline(incident), facts.join(' · ')], 1);
  return [{ ...notice(`ask:${proposal.id}`, asked, { reply_broadcast: true }), urgent: true }];
}

/** Nobody pulled a switch, and nothing will happen for hours: once for each limit, people are told in the channel. */
function heldNotice(incident: Incident): readonly Notice[] {
  const lines = heldLines(incident);
  const reason = incident.draft?.heldBy?.reason;
  if (lines.length === 0 || reason === undefined) return [];
  const told = sections([headline(incident), ...lines], 1);
  return [{ ...notice(`held:${reason}`, told, { reply_broadcast: true }), urgent: true }];
}

/** Ends that leave work to people. */
const leavesWork: ReadonlySet<IncidentOutcome> = new Set(['failed', 'refused', 'expired', 'handed-over']);

function endNotice(incident: Incident): readonly Notice[] {
  const { state, outcome, executions } = incident;
  if (state !== 'closed' || outcome === undefined) return [];
  const undecided = { ...incident, decisions: [] };
  const lines = [`*${outcomeNames[outcome]}*`, whereItStands(undecided), ...endLines(undecided)];
  const part = `end:${outcome}:${executions.length}`;
  if (!leavesWork.has(outcome)) return [notice(part, sections(lines, 2))];
  const told = sections([headline(incident), ...lines.slice(1)], 2);
  return [{ ...notice(part, told, { reply_broadcast: true }), urgent: true }];
}

const mostEvidence = 40;

function evidenceNotice(incident: Incident, setting: RenderSetting): readonly Notice[] {
  const { diagnosis, evidence } = incident;
  if (diagnosis === undefined) return [];
  const causes = diagnosis.causes.map(
    (cause, index) =>
      `${index + 1}. ${code(cause.cause)} of ${code(refText(cause.object))}, ${Math.round(cause.confidence * 100)} %, on ${cause.evidence.join(', ') || 'no evidence'}`,
  );
  const notes = diagnosis.notes.slice(0, 5).map((note) => `• ${prose(note, 300)}`);
  const left = evidence.length - mostEvidence;
  const lines = [
    `*Diagnosis* by ${prose(diagnosis.by, 60)}: ${prose(diagnosis.summary, 800)}`,
    ...causes.slice(0, 5),
    ...notes,
    '*Evidence*',
    ...evidence.slice(0, mostEvidence).map(evidenceLine),
    ...(left > 0 ? [`and ${left} more`] : []),
  ];
  return [notice('evidence', [...sections(lines, 8), ...wholeOf(incident.id, setting)])];
}

function evidenceLine(item: EvidenceItem): string {
  const trust = item.trust === 'untrusted' ? ' _(untrusted)_' : '';
  const seen = item.status === 'could-not-look' ? ' *could not look*' : '';
  return `${code(item.id)} ${item.kind} ${code(refText(item.ref), 120)}${trust}${seen}: ${prose(item.summary, 300)}`;
}

function proposalNotices(proposal: Proposal, setting: RenderSetting): readonly Notice[] {
  const lines = proposal.steps.flatMap((step, index) => [
    `*Step ${index + 1}*: ${code(step.action.action)} on ${code(refText(step.action.target))}, ${step.risk} risk`,
    codeBlock(step.kubectl, 800),
    ...step.verdicts.map(
      ({ layer, outcome, message }) =>
        `• ${layerNames[layer]} ${verdictNames[outcome].toLowerCase()}: ${prose(message, 250)}`,
    ),
  ]);
  const whole = [...sections(lines, 10), ...wholeOf(proposal.incident, setting)];
  const file: Notice = {
    part: `diff:${proposal.id}`,
    body: {
      kind: 'file',
      name: `firebreak-${proposal.id}.diff`,
      title: 'What would change',
      text: clamped(diffOf(proposal), longestFile),
    },
  };
  return [notice(`proposal:${proposal.id}`, whole), ...(fitsInMessage(proposal) ? [] : [file])];
}

/** In characters: Slack previews a snippet up to about a megabyte. */
const longestFile = 200_000;

function wholeOf(incident: string, { publicUrl }: RenderSetting): readonly KnownBlock[] {
  return publicUrl === undefined
    ? []
    : context(link(pageOf(publicUrl, incident), 'The whole of it is on the page'));
}

function notice(part: string, blocks: readonly KnownBlock[], more: JsonObject = {}): Notice {
  const [first] = blocks;
  const text = first?.type === 'section' ? clamped(first.text?.text ?? part, 300) : part;
  const content = { text, blocks: [...withinLimit(blocks)], ...more } as unknown as JsonObject;
  return { part, body: { kind: 'message', content, plain: text } };
}
