import type { PullRequestStatus } from '../../domain/pull-request.ts';
import { checksWords, pullRequestStateWords, reviewsWords } from './pull-request-words.ts';
import { visible } from './visible.ts';

/** A pull request as it was when it was last looked at, and the way to it. */
export function PullRequestState({ of: status }: { readonly of: PullRequestStatus }) {
  const { url, number, state, checks, reviews, endedBy, mergeable, warnings = [] } = status;
  const who = endedBy === undefined ? '' : ` by ${endedBy}`;
  return (
    <>
      <p>
        {/^https?:\/\//u.test(url) ? (
          <a href={url}>{`Pull request #${number}`}</a>
        ) : (
          `Pull request #${number}`
        )}{' '}
        <span class="badge">{`${pullRequestStateWords[state]}${visible(who)}`}</span>{' '}
        <span class="faint">
          {checksWords[checks]}, {reviewsWords[reviews]}
          {mergeable === false ? ', conflicts with its base' : ''}
        </span>
      </p>
      {warnings.map((warning) => (
        <p key={warning} class="faint">
          {visible(warning)}
        </p>
      ))}
    </>
  );
}
