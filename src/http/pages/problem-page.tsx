import type { HttpProblem } from '../problem.ts';
import { reasons } from '../../domain/reasons.ts';
import { Layout } from './layout.tsx';
import type { PageContext } from './page-context.ts';
import { visible } from './visible.ts';

interface ProblemPageProps {
  readonly page: PageContext;
  readonly problem: HttpProblem;
  readonly requestId: string;
  /** A path of ours to go back to. */
  readonly back: string;
}

/** Why a page's request was refused, in words, and a way on. */
export function ProblemPage({ page, problem, requestId, back }: ProblemPageProps) {
  return (
    <Layout page={page} title={problem.status === 404 ? 'Not found' : 'Refused'}>
      <div class="card">
        <h1>{headline(problem.status)}</h1>
        <p>{reasons[problem.code]}</p>
        {problem.detail === undefined ? null : <p>{visible(problem.detail)}</p>}
        <p class="faint">
          <code>{problem.code}</code> · request <code>{requestId}</code>
        </p>
        {problem.code === 'decision.fresh-sign-in' ? (
          <p>
            <a href={`/sign-in?${new URLSearchParams({ again: '1', next: back }).toString()}`}>
              Sign in again
            </a>
          </p>
        ) : null}
        <p>
          <a href={back}>Go on</a>
        </p>
      </div>
    </Layout>
  );
}

function headline(status: number): string {
  if (status === 404) return 'Not found';
  if (status === 409) return 'Not possible any more';
  if (status >= 500) return 'Something went wrong';
  return 'Not possible';
}
