import type { ComponentChildren } from 'preact';
import type { PullRequestContent } from '../../domain/pull-request.ts';
import { visible } from './visible.ts';

/** The pull request that would be opened, as a reviewer will meet it; its diff stands beside. */
export function PullRequestContentView({ of: content }: { readonly of: PullRequestContent }) {
  const { repository, base, branch, title, body, files, labels, reviewers, draft } = content;
  return (
    <>
      <dl class="pull-request">
        <Fact name="Title">
          {visible(title)}
          {draft ? (
            <>
              {' '}
              <span class="badge">draft</span>
            </>
          ) : null}
        </Fact>
        <Fact name="Into">
          <code>{visible(base)}</code> of <code>{visible(repository)}</code>
        </Fact>
        <Fact name="From">
          <code>{visible(branch)}</code>
        </Fact>
        <Fact name={files.length === 1 ? 'File' : 'Files'}>
          <ul>
            {files.map(({ path, replaces }) => (
              <li key={path}>
                <code>{visible(path)}</code>
                {replaces === undefined ? ' (new)' : ''}
              </li>
            ))}
          </ul>
        </Fact>
        <Fact name="Reviewers">
          {reviewers.length === 0
            ? 'nobody is asked: CODEOWNERS names nobody'
            : visible(reviewers.join(', '))}
        </Fact>
        {labels.length === 0 ? null : <Fact name="Labels">{visible(labels.join(', '))}</Fact>}
      </dl>
      <details>
        <summary>What its reviewers read</summary>
        <pre tabIndex={0}>{visible(body)}</pre>
      </details>
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
