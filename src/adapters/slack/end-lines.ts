import type { Decision } from '../../domain/decision.ts';
import type { Incident } from '../../domain/incident.ts';
import { refText } from '../../domain/objects.ts';
import { code, prose, time } from './mrkdwn.ts';

const decided: Readonly<Record<Decision['decision'], string>> = {
  approve: 'approved',
  deny: 'denied',
  'hand-over': 'handed over',
};
const windows: Readonly<Record<Decision['channel'], string>> = {
  page: 'on the page',
  api: 'over the API',
  slack: 'in Slack',
};

/** What happened and who decided. */
export function endLines(incident: Incident): readonly string[] {
  const { note, decisions, executions } = incident;
  return [
    ...(note === undefined ? [] : [prose(note, 600)]),
    ...decisions.slice(-5).map((decision) => `• ${decisionLine(decision)}`),
    ...executions.slice(-5).map(({ status, request, message, purpose }) => {
      const why = message === undefined ? '' : `: ${prose(message, 200)}`;
      return `• ${purpose === 'undo' ? 'undo ' : ''}${request.verb} of ${code(refText(request.target))} ${status}${why}`;
    }),
  ];
}

/** `Robin approved in Slack at 02:11`, with the reason where there is one. */
export function decisionLine({ by, decision, channel, at, reason }: Decision): string {
  const who = by.kind === 'token' ? `token ${prose(by.name, 80)}` : prose(by.name, 80);
  const why = reason === undefined ? '' : `: ${prose(reason, 300)}`;
  return `*${who}* ${decided[decision]} ${windows[channel]} at ${time(at)}${why}`;
}
