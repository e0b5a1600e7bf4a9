import type { PullRequestContent } from '../../domain/pull-request.ts';
import { visible } from './visible.ts';

/** The pull request that would be opened, as a reviewer will meet it; its diff stands beside. */
export function PullRequestContentView({ of: content }: { readonly of: PullRequestContent }) {
  const { repository, base, branch, title, body, files, labels, reviewers, draft } = content;
  return (
    <>
      <dl class="facts">
        <div>
          <dt>{draft ? 'Draft pull request' : 'Pull request'}</dt>
          <dd>{visible(title)}</dd>
        </div>
        <div>
          <dt>Into</dt>
          <dd>
            <code>{visible(base)}</code> of <code>{visible(repository)}</code>, from{' '}
            <code>{visible(branch)}</code>
          </dd>
        </div>
        <div>
          <dt>{files.length === 1 ? 'File' : 'Files'}</dt>
          <dd>
            {files.map(({ path, replaces }, index) => (
              <span key={path}>
                {index === 0 ? '' : ', '}
                <code>{visible(path)}</code>
                {replaces === undefined ? ' (new)' : ''}
              </span>
            ))}
          </dd>
        </div>
        <div>
          <dt>Asked to review</dt>
          <dd>{reviewers.length === 0 ? 'nobody: no CODEOWNERS entry' : visible(reviewers.join(', '))}</dd>
        </div>
        {labels.length === 0 ? null : (
          <div>
            <dt>Labels</dt>
            <dd>{visible(labels.join(', '))}</dd>
          </div>
        )}
      </dl>
      <details>
        <summary>What its reviewers read</summary>
        <pre tabIndex={0}>{visible(body)}</pre>
      </details>
    </>
  );
}
