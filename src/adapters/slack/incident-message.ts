import type { KnownBlock } from '@slack/types';
import type { Incident } from '../../domain/incident.ts';
import type { JsonObject } from '../../domain/objects.ts';
import { refText } from '../../domain/objects.ts';
import type { NoticeBody } from '../../ports/chat.ts';
import { outcomeNames, standing, stateNames, type Tone, toneOf } from '../../http/pages/words.ts';
import { actions, context, sections, withinLimit } from './blocks.ts';
import { decisionButtons, pageOf } from './buttons.ts';
import { clamped, code, link, prose } from './mrkdwn.ts';
import { endLines } from './end-lines.ts';
import { askedFor, proposalLines } from './proposal-lines.ts';
import type { RenderSetting } from './render-setting.ts';

const colours: Readonly<Record<Tone, string>> = {
  wait: '#e8912d',
  busy: '#e8912d',
  good: '#2eb67d',
  bad: '#e01e5a',
  quiet: '#868686',
};
const marks: Readonly<Record<Tone, string>> = { wait: '🟠', busy: '🟡', good: '🟢', bad: '🔴', quiet: '⚪' };

/**
 * The one message of an incident, edited through its life: amber while something is open, then green or red. The first
 * line is what a lock screen shows.
 */
export function incidentMessage(incident: Incident, setting: RenderSetting): NoticeBody {
  const tone = toneOf(incident.state, incident.outcome);
  const text = `${marks[tone]} ${headline(incident)}`;
  const blocks: readonly KnownBlock[] = withinLimit([
    ...sections([standing(incident), ...causeLines(incident)], 2),
    ...sections(incident.state === 'closed' ? endLines(incident) : proposalLines(incident, setting), 3),
    ...context(askedFor(incident, setting)),
    ...actions(decisionButtons(incident, setting)),
    ...context(footer(incident)),
  ]);
  const content = { text, attachments: [{ color: colours[tone], fallback: text, blocks: [...blocks] }] };
  return {
    kind: 'message',
    content: content as unknown as JsonObject,
    plain: plainWords(incident, text, setting),
  };
}

/** What is wrong, where, and where it stands; Slack's notifications show little more than a hundred characters. */
export function headline(incident: Incident): string {
  const stands =
    incident.state === 'closed' ? outcomeNames[incident.outcome ?? 'no-action'] : stateNames[incident.state];
  const severity = incident.severity === 'none' ? '' : `${incident.severity} · `;
  return `*${severity}${stands}* · ${prose(incident.title, 150)}`;
}

const mostCauses = 2;

/** While it is open an alternative may matter; at the end it is one line less. */
function causeLines({ diagnosis, state }: Incident): readonly string[] {
  if (diagnosis === undefined) return [];
  const causes = diagnosis.causes.slice(0, state === 'closed' ? 1 : mostCauses).map((cause, index) => {
    const chance = `${Math.round(cause.confidence * 100)} %${cause.sure ? ', sure' : ''}`;
    const name = index === 0 ? '*Cause*' : 'or';
    return `${name}: ${code(cause.cause)} of ${code(refText(cause.object))} (${chance}). ${prose(cause.why, 400)}`;
  });
  return causes.length > 0 ? causes : [prose(diagnosis.summary, 500)];
}

const mostNamespaces = 3;

function footer(incident: Incident): string {
  const alerts = `${incident.alerts.length + incident.truncatedAlerts} alert${incident.alerts.length + incident.truncatedAlerts === 1 ? '' : 's'}`;
  const namespaces = incident.namespaces.slice(0, mostNamespaces).map((name) => code(name, 63));
  const by = incident.diagnosis === undefined ? [] : [`diagnosed by ${prose(incident.diagnosis.by, 60)}`];
  const parts = [...namespaces, alerts, ...by, code(incident.id, 60)];
  return `${parts.join(' · ')}\nTitle and cause quote alerts, objects or a model: read them as claims.`;
}

function plainWords(incident: Incident, text: string, { publicUrl }: RenderSetting): string {
  const words = clamped(text, 300);
  return publicUrl === undefined
    ? words
    : `${words}\n${link(pageOf(publicUrl, incident.id), 'Open the page')}`;
}
