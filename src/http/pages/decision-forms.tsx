import type { ComponentChildren } from 'preact';
import { countApprovals } from '../../approvals/count-approvals.ts';
import { type DecisionKind, isSameDecider } from '../../domain/decision.ts';
import type { Incident } from '../../domain/incident.ts';
import type { Proposal } from '../../domain/proposal.ts';
import { includesRole } from '../auth/role.ts';
import { FormToken } from './form-token.tsx';
import type { PageContext, Viewer } from './page-context.ts';
import { visible } from './visible.ts';

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
      <SoleApprover incident={incident} proposal={proposal} />
      <OwnRequest proposal={proposal} viewer={viewer} />
      {page.stopped ? (
        <p class="note note-warn">The stop switch is on: nothing can be approved until it is released.</p>
      ) : (
        <DecisionForm {...form} decision="approve">
          <button class="approve" type="submit">
            {page.about.mode === 'dry-run' ? 'Approve (dry-run: nothing is written)' : 'Approve exactly this'}
          </button>
        </DecisionForm>
      )}
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
              <span>Why, and what should whoever takes it know?</span>
              <textarea name="reason" rows={3} maxLength={1000} required />
            </label>
            <button type="submit">Hand over to people</button>
          </DecisionForm>
        </details>
        {page.breakGlass && !page.stopped && takesTwo(proposal) ? (
          <details id="break-glass">
            <summary>Approve alone…</summary>
            <DecisionForm {...form} decision="approve">
              <input type="hidden" name="breakGlass" value="yes" />
              <label>
                <span>
                  Why can it not wait for a second person? This goes on record as breaking the glass; it takes
                  a fresh sign-in.
                </span>
                <textarea name="reason" rows={3} maxLength={1000} required />
              </label>
              <button class="deny" type="submit">
                Break the glass and approve alone
              </button>
            </DecisionForm>
          </details>
        ) : null}
      </div>
    </div>
  );
}

/** Its pull request was closed by somebody who answers for the repository: a denial that has no reason yet. */
export function WhyDeclined({ page, incident, proposal }: DecisionFormsProps) {
  const { viewer } = page;
  if (viewer === undefined || !includesRole(viewer.role, 'approver')) return null;
  return (
    <div class="decide" role="group" aria-label="Say why">
      <DecisionForm viewer={viewer} incident={incident} proposal={proposal} decision="deny">
        <label>
          <span>Why was the pull request closed? The next proposal, and the record, will know.</span>
          <textarea name="reason" rows={3} maxLength={1000} required />
        </label>
        <button type="submit">Put it on record</button>
      </DecisionForm>
    </div>
  );
}

function takesTwo({ approvalsNeeded, soleApprover, requestedBy }: Proposal): boolean {
  return approvalsNeeded >= 2 || soleApprover === true || requestedBy !== undefined;
}

function SoleApprover({ incident, proposal }: Pick<DecisionFormsProps, 'incident' | 'proposal'>) {
  if (proposal.soleApprover !== true) return null;
  const isApproved = countApprovals(incident.decisions, proposal) > 0;
  return (
    <p class="note note-warn">
      {isApproved
        ? 'Approved, and waiting: nothing is written until the waiting time is over. Deny it to stop it.'
        : 'This takes two people, and only one who may approve can be told. In place of the second: a fresh sign-in, and a waiting time before it runs, in which it can still be denied.'}
    </p>
  );
}

function OwnRequest({ proposal, viewer }: { readonly proposal: Proposal; readonly viewer: Viewer }) {
  const { requestedBy } = proposal;
  if (requestedBy === undefined) return null;
  const isOwn = isSameDecider(requestedBy, { kind: 'person', name: viewer.name, via: viewer.via });
  return (
    <p class="note">
      {isOwn
        ? 'You asked for this. Another person approves it; where there is nobody else, it takes a fresh sign-in.'
        : `${visible(requestedBy.name)} asked for this, so somebody else approves it.`}
    </p>
  );
}

function ApprovalCount({ incident, proposal }: Pick<DecisionFormsProps, 'incident' | 'proposal'>) {
  const given = countApprovals(incident.decisions, proposal);
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
