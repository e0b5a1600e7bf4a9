import type { ComponentChildren } from 'preact';
import type { DecisionKind } from '../../domain/decision.ts';
import type { Incident } from '../../domain/incident.ts';
import type { Proposal } from '../../domain/proposal.ts';
import { includesRole } from '../auth/role.ts';
import { FormToken } from './form-token.tsx';
import type { PageContext, Viewer } from './page-context.ts';

interface DecisionFormsProps {
  readonly page: PageContext;
  readonly incident: Incident;
  readonly proposal: Proposal;
}

/** Approve, deny, hand over: plain forms, each bound to this proposal and its hash. */
export function DecisionForms({ page, incident, proposal }: DecisionFormsProps) {
  const { viewer } = page;
  if (viewer === undefined || !includesRole(viewer.role, 'approver')) {
    return <p class="note">You can look, not decide.</p>;
  }
  const form = { viewer, incident, proposal };
  return (
    <div class="decide" role="group" aria-label="Decide">
      <ApprovalCount incident={incident} proposal={proposal} />
      <DecisionForm {...form} decision="approve">
        <button class="approve" type="submit">
          {page.about.mode === 'dry-run' ? 'Approve (dry-run: nothing is written)' : 'Approve exactly this'}
        </button>
      </DecisionForm>
      <div class="decide-others">
        <details id="deny">
          <summary>Deny…</summary>
          <DecisionForm {...form} decision="deny">
            <label>
              <span>Why? The next proposal, and the record, will know.</span>
              <textarea name="reason" rows={3} maxLength={1000} required />
            </label>
            <button class="deny" type="submit">
              Deny it
            </button>
          </DecisionForm>
        </details>
        <details id="hand-over">
          <summary>Hand over…</summary>
          <DecisionForm {...form} decision="hand-over">
            <label>
              <span>A note for whoever takes it (may stay empty)</span>
              <textarea name="reason" rows={3} maxLength={1000} />
            </label>
            <button type="submit">Hand over to people</button>
          </DecisionForm>
        </details>
      </div>
    </div>
  );
}

function ApprovalCount({ incident, proposal }: Pick<DecisionFormsProps, 'incident' | 'proposal'>) {
  const given = new Set(
    incident.decisions
      .filter(
        ({ hash, decision, by }) => hash === proposal.hash && decision === 'approve' && by.kind === 'person',
      )
      .map(({ by }) => by.name),
  ).size;
  if (proposal.approvalsNeeded < 2) return null;
  return (
    <p class="note">
      {`${given} of ${proposal.approvalsNeeded} approvals given: it takes ${proposal.approvalsNeeded} different people.`}
    </p>
  );
}

interface DecisionFormProps {
  readonly viewer: Viewer;
  readonly incident: Incident;
  readonly proposal: Proposal;
  readonly decision: DecisionKind;
  readonly children: ComponentChildren;
}

function DecisionForm({ viewer, incident, proposal, decision, children }: DecisionFormProps) {
  return (
    <form
      method="post"
      action={`/incidents/${encodeURIComponent(incident.id)}/decision`}
      data-form={decision}
    >
      <FormToken viewer={viewer} />
      <input type="hidden" name="proposal" value={proposal.id} />
      <input type="hidden" name="hash" value={proposal.hash} />
      <input type="hidden" name="decision" value={decision} />
      {children}
    </form>
  );
}
