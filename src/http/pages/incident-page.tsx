import type { Incident } from '../../domain/incident.ts';
import type { LedgerView } from '../ports.ts';
import { Alerts } from './alerts.tsx';
import { Causes } from './causes.tsx';
import { Decisions } from './decisions.tsx';
import { DiagnosisNotes } from './diagnosis-notes.tsx';
import { EvidenceList } from './evidence-list.tsx';
import { Executions } from './executions.tsx';
import { HeldBack } from './held-back.tsx';
import { IncidentHead } from './incident-head.tsx';
import { Layout } from './layout.tsx';
import type { PageContext } from './page-context.ts';
import { ProposalSection } from './proposal-section.tsx';
import { Refusals } from './refusals.tsx';
import { Runbooks } from './runbooks.tsx';
import { Timeline } from './timeline.tsx';
import { VerificationSection } from './verification-section.tsx';

interface IncidentPageProps {
  readonly page: PageContext;
  readonly incident: Incident;
  readonly timeline: readonly LedgerView[];
}

/** Everything about one incident, in the order in which somebody who was just woken asks for it. */
export function IncidentPage({ page, incident, timeline }: IncidentPageProps) {
  const { diagnosis, proposal, verification } = incident;
  // Once something was written, what became of it is the first question.
  const isDone = incident.executions.length > 0 && incident.state !== 'awaiting-approval';
  const done = (
    <>
      <Executions page={page} incident={incident} />
      {verification === undefined ? null : <VerificationSection verification={verification} />}
    </>
  );
  return (
    <Layout
      page={page}
      title={incident.title}
      current="incidents"
      events={`/incidents/${encodeURIComponent(incident.id)}/events`}
      {...(incident.state === 'awaiting-approval' && proposal !== undefined
        ? { proposalHash: proposal.hash }
        : {})}
    >
      <IncidentHead incident={incident} now={page.now} />
      <div class="columns">
        <div class="column-main">
          {isDone ? done : null}
          <HeldBack incident={incident} now={page.now} />
          {diagnosis === undefined ? null : <Causes diagnosis={diagnosis} said={incident.note} />}
          {proposal === undefined ? null : (
            <ProposalSection page={page} incident={incident} proposal={proposal} />
          )}
          {isDone ? null : done}
          <Refusals refusals={incident.refusals} />
          <EvidenceList evidence={incident.evidence} now={page.now} />
        </div>
        <div class="column-side">
          <Decisions decisions={incident.decisions} />
          <Alerts incident={incident} now={page.now} />
          <Runbooks incident={incident} />
          <Timeline entries={timeline} />
          {diagnosis === undefined ? null : <DiagnosisNotes diagnosis={diagnosis} incident={incident.id} />}
        </div>
      </div>
    </Layout>
  );
}
