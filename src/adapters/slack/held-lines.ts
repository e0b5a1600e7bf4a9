import { heldDraft, type Incident } from '../../domain/incident.ts';
import { refText } from '../../domain/objects.ts';
import { sentence } from '../../http/pages/sentence.ts';
import { code, prose, time } from './mrkdwn.ts';

const mostActions = 3;

/** What a freeze or a cap keeps back, and until when; nothing where no limit does. */
export function heldLines(incident: Pick<Incident, 'state' | 'draft'>): readonly string[] {
  const held = heldDraft(incident);
  if (held?.heldBy === undefined) return [];
  const { message, until } = held.heldBy;
  const drafted = held.actions
    .slice(0, mostActions)
    .map(({ action, target }) => `${code(action)} on ${code(refText(target))}`);
  const more = held.actions.length > mostActions ? `, and ${held.actions.length - mostActions} more` : '';
  return [
    `*On hold until ${time(until, 'date')}*: ${prose(sentence(message), 300)}`,
    `*Drafted*: ${drafted.join(', ')}${more}`,
  ];
}
