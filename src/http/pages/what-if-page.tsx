import type { WhatIf } from '../ports.ts';
import { includesRole } from '../auth/role.ts';
import { FormToken } from './form-token.tsx';
import { Layout } from './layout.tsx';
import type { PageContext } from './page-context.ts';
import { visible } from './visible.ts';
import { WhatIfResult } from './what-if-result.tsx';

interface WhatIfPageProps {
  readonly page: PageContext;
  /** What was asked before, as it was typed. */
  readonly text?: string;
  readonly problem?: { readonly problem: string; readonly remedy?: string };
  readonly answers?: readonly WhatIf[];
}

/** Asks the five layers about an action, on the cluster as it is, without changing anything. */
export function WhatIfPage({ page, text = '', problem, answers = [] }: WhatIfPageProps) {
  const { viewer } = page;
  return (
    <Layout page={page} title="What if" current="policies">
      <div class="page-head">
        <h1>What if…?</h1>
        <a href="/policies">All policies</a>
      </div>
      <p class="lead">
        What would the five layers say of an action, on the cluster as it is now? The API server is asked by a
        dry-run; nothing is written and nothing proposed.
      </p>
      {problem === undefined ? null : (
        <p class="note note-bad" role="alert">
          {visible(problem.problem)}
          {problem.remedy === undefined ? '' : ` ${visible(problem.remedy)}`}
        </p>
      )}
      {answers.map((answer, index) => (
        <WhatIfResult key={index} number={index + 1} answer={answer} />
      ))}
      {viewer === undefined || !includesRole(viewer.role, 'approver') ? (
        <p class="note">You can look, not ask: it takes the role approver.</p>
      ) : (
        <form class="panel" method="post" action="/policies/what-if">
          <FormToken viewer={viewer} />
          <label>
            <span>A kubectl line, or a typed action as JSON</span>
            <textarea
              name="text"
              rows={6}
              required
              spellcheck={false}
              class="code"
              aria-describedby="what-if-help"
            >
              {text}
            </textarea>
          </label>
          <p class="faint" id="what-if-help">
            Such as{' '}
            <code>kubectl -n cardboard set resources deployment/price-scraper --limits=memory=512Mi</code>. It
            is read, never run.
          </p>
          <button class="approve" type="submit">
            Ask the five layers
          </button>
        </form>
      )}
    </Layout>
  );
}
