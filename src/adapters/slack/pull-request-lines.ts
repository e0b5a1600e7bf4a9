import type { Incident } from '../../domain/incident.ts';
import type { PullRequestContent } from '../../domain/pull-request.ts';
import { pullRequestReview, pullRequestState } from '../../http/pages/pull-request-words.ts';
import { code, link, prose } from './mrkdwn.ts';

/** Each pull request of an incident as it was when it was last looked at. */
export function pullRequestLines({ executions }: Pick<Incident, 'executions'>): readonly string[] {
  return executions.flatMap(({ pullRequest }) => {
    if (pullRequest === undefined) return [];
    const { number, url } = pullRequest;
    const name = /^https?:\/\/[^\s<>|]+$/u.test(url)
      ? link(url, `Pull request #${number}`)
      : `Pull request #${number}`;
    return [`${name}: ${prose(pullRequestState(pullRequest), 100)}, ${pullRequestReview(pullRequest)}`];
  });
}

const mostFiles = 3;

/** A pull request that would be opened: what it is called, where it goes, and which files it changes. */
export function pullRequestHead(content: PullRequestContent): string {
  const { repository, base, title, files, draft } = content;
  const paths = files.slice(0, mostFiles).map(({ path }) => code(path, 120));
  const more = files.length > mostFiles ? ` and ${files.length - mostFiles} more` : '';
  const kind = draft ? '*Draft pull request*' : '*Pull request*';
  return `${kind} into ${code(base, 100)} of ${code(repository)}: ${prose(title, 200)}\n${paths.join(', ')}${more}`;
}

/** The same in plain words, for a dialog that takes few of them. */
export function pullRequestWords({ repository, base, title, files, draft }: PullRequestContent): string {
  const kind = draft ? 'draft pull request' : 'pull request';
  const count = files.length === 1 ? (files[0]?.path ?? '') : `${files.length} files`;
  return `${kind} into ${base} of ${repository}: ${title} (${count})`;
}
