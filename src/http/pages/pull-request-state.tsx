import type { PullRequestStatus } from '../../domain/pull-request.ts';
import { pullRequestReview, pullRequestState } from './pull-request-words.ts';
import { visible } from './visible.ts';

/** A pull request as it was when it was last looked at, and the way to it. */
export function PullRequestState({ of: status }: { readonly of: PullRequestStatus }) {
  const { url, number, warnings = [] } = status;
  return (
    <>
      <p>
        {/^https?:\/\//u.test(url) ? (
          <a href={url}>{`Pull request #${number}`}</a>
        ) : (
          `Pull request #${number}`
        )}{' '}
        <span class="badge">{visible(pullRequestState(status))}</span>{' '}
        <span class="faint">{pullRequestReview(status)}</span>
      </p>
      {warnings.map((warning) => (
        <p key={warning} class="faint">
          {visible(warning)}
        </p>
      ))}
    </>
  );
}
