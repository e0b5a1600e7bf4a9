import type { Execution } from '../../domain/execution.ts';
import type { Incident } from '../../domain/incident.ts';
import { includesRole } from '../auth/role.ts';
import { durationText, secondsBetween } from './durations.ts';
import { FormToken } from './form-token.tsx';
import { ObjectName } from './object-name.tsx';
import { PullRequestState } from './pull-request-state.tsx';
import type { PageContext } from './page-context.ts';
import { Section } from './section.tsx';
import { sentence } from './sentence.ts';
import { Time } from './time.tsx';
import { visible } from './visible.ts';

interface ExecutionsProps {
  readonly page: PageContext;
  readonly incident: Incident;
}

const statusWords: Readonly<Record<Execution['status'], string>> = {
  intended: 'about to run, or its outcome is being read back',
  applied: 'applied',
  failed: 'failed',
  skipped: 'skipped',
};

/** What was written to the cluster, and the way back. */
export function Executions({ page, incident }: ExecutionsProps) {
  const { executions } = incident;
  if (executions.length === 0) return null;
  return (
    <Section id="executions" title="What was done">
      <ul class="plain-list">
        {executions.map((execution) => (
          <ExecutionItem key={execution.id} execution={execution} />
        ))}
      </ul>
      {canUndo(incident) ? <UndoForm page={page} incident={incident} /> : null}
    </Section>
  );
}

function ExecutionItem({ execution }: { readonly execution: Execution }) {
  const { request, status, intendedAt, finishedAt, message, auditId, inverse, pullRequest } = execution;
  return (
    <li class={`execution execution-${status}`}>
      <p>
        <span class="badge">{statusWords[status]}</span> {request.verb} <ObjectName of={request.target} />
      </p>
      <p class="faint">
        <Time at={intendedAt} />
        {finishedAt === undefined ? '' : `, took ${durationText(secondsBetween(intendedAt, finishedAt))}`}
        {auditId === undefined ? null : (
          <span>
            , audit id <code>{visible(auditId)}</code>
          </span>
        )}
      </p>
      {pullRequest === undefined ? null : <PullRequestState of={pullRequest} />}
      {message === undefined || message === pullRequest?.url ? null : <p>{visible(sentence(message))}</p>}
      {'irreversible' in inverse ? (
        <p class="faint">Cannot be taken back: {visible(inverse.irreversible)}</p>
      ) : null}
    </li>
  );
}

function canUndo({ state, outcome, executions }: Incident): boolean {
  const isOver = state === 'closed' && outcome !== 'undone';
  return isOver && executions.some(({ status, inverse }) => status === 'applied' && 'action' in inverse);
}

function UndoForm({ page, incident }: ExecutionsProps) {
  const { viewer } = page;
  if (viewer === undefined || !includesRole(viewer.role, 'approver')) return null;
  return (
    <form method="post" action={`/incidents/${encodeURIComponent(incident.id)}/undo`}>
      <FormToken viewer={viewer} />
      <button type="submit">Propose to undo it</button>
      <p class="faint">The undo passes all five layers and waits for approval like any other change.</p>
    </form>
  );
}
