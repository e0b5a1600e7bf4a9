import type { Incident } from '../../domain/incident.ts';
import { checksWords, pullRequestStateWords, reviewsWords } from '../../http/pages/pull-request-words.ts';
import { link, prose } from './mrkdwn.ts';

/** Each pull request of an incident as it was when it was last looked at. */
export function pullRequestLines({ executions }: Pick<Incident, 'executions'>): readonly string[] {
  return executions.flatMap(({ pullRequest }) => {
    if (pullRequest === undefined) return [];
    const { number, url, state, checks, reviews, endedBy } = pullRequest;
    const who = endedBy === undefined ? '' : ` by ${prose(endedBy, 60)}`;
    const name = /^https?:\/\/[^\s<>|]+$/u.test(url)
      ? link(url, `Pull request #${number}`)
      : `Pull request #${number}`;
    return [
      `${name}: ${pullRequestStateWords[state]}${who}, ${checksWords[checks]}, ${reviewsWords[reviews]}`,
    ];
  });
}
