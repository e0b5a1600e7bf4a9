import type { Decision } from '../../domain/decision.ts';
import type { Incident } from '../../domain/incident.ts';
import { refText } from '../../domain/objects.ts';
import { standing } from '../../http/pages/words.ts';
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

/** Where it stands; the words of whoever denied it stand in the line of their decision. */
export function whereItStands(incident: Incident): string {
  const { note, ...rest } = incident;
  const isSaid = note !== undefined && isSaidByDecision(note, incident.decisions);
  return prose(standing(isSaid ? rest : incident), 700);
}

/** Who decided, and what was done. */
export function endLines({ decisions, executions }: Incident): readonly string[] {
  return [
    ...decisions.slice(-mostDecisions).map((decision) => `• ${decisionLine(decision)}`),
    ...executions.slice(-5).map(({ status, request, message, purpose }) => {
      const why = message === undefined ? '' : `: ${prose(message, 200)}`;
      return `• ${purpose === 'undo' ? 'undo ' : ''}${request.verb} of ${code(refText(request.target))} ${status}${why}`;
    }),
  ];
}

function isSaidByDecision(note: string, decisions: readonly Decision[]): boolean {
  return decisions.some(({ reason = '' }) => reason !== '' && note.endsWith(`: ${reason}`));
}

const mostDecisions = 5;

/** Who has decided on what is proposed now. */
export function decisionLines({ decisions, proposal }: Incident): readonly string[] {
  return decisions
    .filter((decision) => decision.proposal === proposal?.id && decision.hash === proposal.hash)
    .slice(-mostDecisions)
    .map(decisionLine);
}

/** `Robin approved in Slack at 02:11`, with the reason where there is one. */
export function decisionLine({ by, decision, channel, at, reason, breakGlass }: Decision): string {
  const who = by.kind === 'token' ? `token ${prose(by.name, 80)}` : prose(by.name, 80);
  const why = reason === undefined ? '' : `: ${prose(reason, 300)}`;
  const alone = breakGlass === true ? ' *alone, breaking the glass*' : '';
  return `*${who}* ${decided[decision]}${alone} ${windows[channel]} at ${time(at)}${why}`;
}
