import type { Incident } from '../../domain/incident.ts';
import { sentence } from '../../http/pages/sentence.ts';
import { prose } from './mrkdwn.ts';

/** What an approved change waits for: a host or API server that does not answer, or that refuses until people mend it. */
export function waitingLines({
  state,
  executions,
}: Pick<Incident, 'state' | 'executions'>): readonly string[] {
  if (state !== 'executing' && state !== 'following') return [];
  const last = executions.at(-1);
  if (last?.message === undefined || last.message === last.pullRequest?.url) return [];
  const isOpen = last.status === 'intended' || state === 'following';
  return isOpen ? [`*Waits*: ${prose(sentence(last.message), 400)}`] : [];
}
