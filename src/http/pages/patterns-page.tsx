import type { FailureReport } from '../../ledger/failure-patterns/report.ts';
import type { MistakeFilter } from '../../ledger/failure-patterns/summarize.ts';
import { includesRole } from '../auth/role.ts';
import { Layout } from './layout.tsx';
import type { PageContext } from './page-context.ts';
import { PatternCard } from './pattern-card.tsx';
import { PatternFilters } from './pattern-filters.tsx';

interface PatternsPageProps {
  readonly page: PageContext;
  readonly report: FailureReport;
  readonly filter: MistakeFilter;
  /** Whether the policies have a repository in which something can be proposed. */
  readonly hasRepository: boolean;
}

export function PatternsPage({ page, report, filter, hasRepository }: PatternsPageProps) {
  const { viewer } = page;
  const canPropose = hasRepository && viewer !== undefined && includesRole(viewer.role, 'approver');
  const { total, patterns, unclassified, values } = report;
  const seen = patterns.filter(({ count }) => count > 0);
  const unseen = patterns.filter(({ count }) => count === 0);
  return (
    <Layout page={page} title="Failure patterns" current="patterns">
      <div class="page-head">
        <h1>Failure patterns</h1>
        <p class="faint">
          {total} {total === 1 ? 'mistake' : 'mistakes'}, {unclassified.count} unclassified
        </p>
      </div>
      <p class="lead">
        What was refused, denied, not usable, failed or taken back, by the patterns of the policies. The
        lesson of a pattern goes to the model where it applies.
      </p>
      <PatternFilters filter={filter} values={values} />
      {total === 0 ? (
        <p class="empty">
          {Object.keys(filter).length > 0 ? 'No mistake matches.' : 'No mistake on record.'}
        </p>
      ) : null}
      <div class="patterns">
        {unclassified.count === 0 ? null : (
          <PatternCard pattern={unclassified} now={page.now} canPropose={canPropose} />
        )}
        {seen.map((pattern) => (
          <PatternCard key={pattern.name} pattern={pattern} now={page.now} canPropose={canPropose} />
        ))}
      </div>
      {unseen.length === 0 ? null : (
        <details class="panel">
          <summary>
            {unseen.length} {unseen.length === 1 ? 'pattern' : 'patterns'} without a mistake
            {Object.keys(filter).length > 0 ? ' that matches' : ''}
          </summary>
          <ul class="plain-list unseen-patterns">
            {unseen.map(({ name, title, happened, lesson, mend }) => (
              <li key={name} id={name}>
                <strong>{title}</strong> <span class="faint">{happened}</span>
                <br />
                {lesson ?? mend}
              </li>
            ))}
          </ul>
        </details>
      )}
    </Layout>
  );
}
