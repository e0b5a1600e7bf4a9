import type { KnownBlock } from '@slack/types';
import type { Incident } from '../../domain/incident.ts';
import type { JsonObject } from '../../domain/objects.ts';
import { refText } from '../../domain/objects.ts';
import type { ChatSituation, NoticeBody } from '../../ports/chat.ts';
import { sentence } from '../../http/pages/sentence.ts';
import { standsOf, stateName, type Tone, toneOf } from '../../http/pages/words.ts';
import { actions, context, sections, withinLimit } from './blocks.ts';
import { decisionButtons, pageOf } from './buttons.ts';
import { clamped, code, link, prose } from './mrkdwn.ts';
import { decisionLines, endLines, whereItStands } from './end-lines.ts';
import { askedFor } from './asked-for.ts';
import { heldLines } from './held-lines.ts';
import { proposalLines } from './proposal-lines.ts';
import { pullRequestLines } from './pull-request-lines.ts';
import type { RenderSetting } from './render-setting.ts';
import { waitingLines } from './waiting-lines.ts';

const colours: Readonly<Record<Tone, string>> = {
  wait: '#e8912d',
  busy: '#e8912d',
  good: '#2eb67d',
  bad: '#e01e5a',
  quiet: '#868686',
};
const marks: Readonly<Record<Tone, string>> = { wait: '🟠', busy: '🟡', good: '🟢', bad: '🔴', quiet: '⚪' };

/**
 * The one message of an incident, edited through its life: amber while something is open, then green or red. Its first
 * line is what a lock screen shows; then what is wrong, what would change, who has to decide, and the buttons.
 */
export function incidentMessage(
  incident: Incident,
  setting: RenderSetting,
  situation: ChatSituation,
): NoticeBody {
  const text = headline(incident);
  const isClosed = incident.state === 'closed';
  const blocks: readonly KnownBlock[] = withinLimit([
    ...sections(
      [
        standingLine(incident, situation),
        ...heldLines(incident),
        ...waitingLines(incident),
        ...pullRequestLines(incident),
        ...(isClosed ? [] : noteLines(incident)),
        ...causeLines(incident),
      ],
      2,
    ),
    ...sections(isClosed ? endLines(incident) : proposalLines(incident, setting), 5),
    ...sections([...(isClosed ? [] : decisionLines(incident)), ...askedFor(incident, setting, situation)], 1),
    ...actions(decisionButtons(incident, setting, situation)),
    ...context(footer(incident)),
  ]);
  const colour = colours[toneOf(incident.state, incident.outcome)];
  const fallback = lockScreenLine(incident);
  const content = { text, attachments: [{ color: colour, fallback, blocks: [...blocks] }] };
  return {
    kind: 'message',
    content: content as unknown as JsonObject,
    plain: plainWords(incident, text, setting),
  };
}

/** How urgent, where it stands, what is wrong; Slack's notifications show little more than a hundred characters. */
export function headline(incident: Incident): string {
  const { mark, stands } = glance(incident);
  return `${mark} *${stands}* · ${prose(incident.title, 150)}`;
}

/** The same without format, for what shows none. */
function lockScreenLine(incident: Incident): string {
  const { mark, stands } = glance(incident);
  return `${mark} ${stands} · ${prose(incident.title, 150)}`;
}

function glance(incident: Incident) {
  const { state, outcome, severity } = incident;
  const stands = stateName(standsOf(incident));
  return {
    mark: marks[toneOf(state, outcome)],
    stands: severity === 'none' ? stands : `${severity} · ${stands}`,
  };
}

function standingLine(incident: Incident, { stopped }: ChatSituation): string {
  if (!stopped || incident.state !== 'awaiting-approval') return whereItStands(incident);
  return '*The stop switch is on*: a fix is ready, and nothing can be approved until the switch is released.';
}

/** What has happened so far: a first proposal that was refused, a change that did not help. */
function noteLines({ note, refusals, state }: Incident): readonly string[] {
  const why = refusals.at(-1)?.refused[0]?.verdicts[0]?.message;
  const refused =
    why === undefined || state === 'awaiting-approval'
      ? []
      : [`The guardrails refused what was proposed first: ${prose(why, 300)}`];
  return [...(note === undefined ? [] : [prose(note, 400)]), ...refused];
}

const mostCauses = 2;
/** Below it an alternative is a line more to read at night. */
const leastConfidence = 0.1;

/** While it is open an alternative may matter; at the end it is one line less. */
function causeLines({ diagnosis, state }: Incident): readonly string[] {
  if (diagnosis === undefined) return [];
  const causes = diagnosis.causes
    .filter(({ confidence }, index) => index === 0 || confidence >= leastConfidence)
    .slice(0, state === 'closed' ? 1 : mostCauses)
    .map((cause, index) => {
      const chance = `${Math.round(cause.confidence * 100)} %${cause.sure ? ', sure' : ''}`;
      const name = index === 0 ? '*Cause*' : '*Or*';
      return `${name} (${chance}): ${code(cause.cause)} of ${code(refText(cause.object))}. ${prose(sentence(cause.why), 400)}`;
    });
  return causes.length > 0 ? causes : [prose(diagnosis.summary, 500)];
}

const mostNamespaces = 3;

function footer(incident: Incident): string {
  const count = incident.alerts.length + incident.truncatedAlerts;
  const alerts = count === 0 ? [] : [`${count} alert${count === 1 ? '' : 's'}`];
  const namespaces = incident.namespaces.slice(0, mostNamespaces).map((name) => code(name, 63));
  const by = incident.diagnosis === undefined ? [] : [`diagnosed by ${prose(incident.diagnosis.by, 60)}`];
  const parts = [...namespaces, ...alerts, ...by, code(incident.id, 60)];
  return `${parts.join(' · ')}\nTitle and cause quote alerts, objects or a model: read them as claims.`;
}

function plainWords(incident: Incident, text: string, { publicUrl }: RenderSetting): string {
  const words = clamped(text, 300);
  return publicUrl === undefined
    ? words
    : `${words}\n${link(pageOf(publicUrl, incident.id), 'Open the page')}`;
}
