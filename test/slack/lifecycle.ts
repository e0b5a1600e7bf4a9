import type { Decision } from '../../src/domain/decision.ts';
import type { Incident, IncidentOutcome } from '../../src/domain/incident.ts';
import type { Proposal } from '../../src/domain/proposal.ts';
import type { ChatSituation } from '../../src/ports/chat.ts';
import { fixedScraper, oomScraper } from '../pages/incidents/oom-scraper.ts';
import { selectorTrap } from '../pages/incidents/selector-trap.ts';

export interface LifeStage {
  readonly title: string;
  readonly incident: Incident;
  readonly situation?: Partial<ChatSituation>;
}

const { proposal, decisions } = fixedScraper;
const [approval] = decisions;
if (proposal === undefined || approval === undefined) throw new Error('the scraper was approved');

const approved: Decision = { ...approval, channel: 'slack' };
const decided = (decision: Decision['decision'], reason: string): Decision => ({
  ...approved,
  decision,
  reason,
});
const waiting = (more: Partial<Proposal> = {}, given: readonly Decision[] = []): Incident => ({
  ...oomScraper,
  proposal: { ...proposal, ...more },
  decisions: given,
});
const closed = (outcome: IncidentOutcome, note: string, given: readonly Decision[] = []): Incident => ({
  ...oomScraper,
  state: 'closed',
  outcome,
  note,
  decisions: given,
});
const { proposal: _proposal, ...unproposed } = oomScraper;
const { diagnosis: _diagnosis, ...unlooked } = unproposed;
const { outcome: _outcome, note: _note, ...ran } = fixedScraper;
const going: Incident = { ...ran, decisions: [approved] };

const undo: Proposal = {
  ...proposal,
  id: 'prop_01kb3xundo',
  purpose: 'undo',
  by: 'firebreak',
  steps: proposal.steps.map((step) => ({
    ...step,
    diff: step.diff.replace(
      '-              memory: 256Mi\n+              memory: 512Mi',
      '-              memory: 512Mi\n+              memory: 256Mi',
    ),
  })),
};
/** The life of an incident as people in the channel see it, each stage with all that may be special about it. */
export const lifecycle: readonly LifeStage[] = [
  { title: 'It is being looked into', incident: { ...unlooked, state: 'investigating' } },
  { title: 'It waits for people', incident: oomScraper },
  { title: 'One of two has approved', incident: waiting({ approvalsNeeded: 2 }, [approved]) },
  { title: 'High risk', incident: selectorTrap },
  {
    title: 'It came back because the object changed',
    incident: waiting({
      changedSince: 'changed since approval: the object is no longer as it was when people approved',
    }),
  },
  { title: 'The stop switch is on', incident: oomScraper, situation: { stopped: true } },
  {
    title: 'The stop switch was on before there was a proposal',
    incident: {
      ...unproposed,
      state: 'reviewing',
      draft: { purpose: 'fix', by: 'triage', actions: [], heldSince: '2026-03-04T02:10:00.000Z' },
    },
    situation: { stopped: true },
  },
  {
    title: 'A freeze of the policies keeps the fix back',
    incident: {
      ...unproposed,
      state: 'reviewing',
      draft: {
        purpose: 'fix',
        by: 'triage',
        actions: proposal.steps.map((step) => step.action),
        heldSince: '2026-03-04T02:10:00.000Z',
        heldBy: {
          reason: 'allowlist.freeze',
          message: 'the freeze year-end is in force until 2026-03-05T06:00:00Z',
          until: '2026-03-05T06:00:00.000Z',
          policyVersion: '1',
        },
      },
    },
  },
  {
    title: 'A sole approver has approved, and it waits',
    incident: waiting({ soleApprover: true }, [{ ...approved, channel: 'page' }]),
  },
  { title: 'It runs', incident: { ...going, state: 'executing' } },
  { title: 'It is verified', incident: { ...going, state: 'verifying' } },
  { title: 'It is fixed', incident: fixedScraper },
  {
    title: 'It did not help, and the way back is proposed',
    incident: {
      ...going,
      state: 'awaiting-approval',
      proposal: undo,
      note: 'the change did not help: container scraper restarted twice since the change',
    },
  },
  {
    title: 'It failed',
    incident: {
      ...closed('failed', 'what was approved came back 3 times: the API server refused the write', [
        approved,
      ]),
    },
  },
  {
    title: 'It healed by itself',
    incident: closed('self-resolved', 'the alerts resolved before it was decided'),
  },
  {
    title: 'Somebody denied it',
    incident: closed('denied', 'denied by On Call: It hides the leak', [
      decided('deny', 'It hides the leak'),
    ]),
  },
  {
    title: 'Somebody took it over',
    incident: closed('handed-over', 'taken over by On Call: The team is on it', [
      decided('hand-over', 'The team is on it'),
    ]),
  },
  { title: 'Nobody decided in time', incident: closed('expired', 'nobody decided in time') },
  {
    title: 'The guardrails refused it',
    incident: {
      ...unproposed,
      state: 'closed',
      outcome: 'refused',
      note: 'the guardrails refused it: Service cardboard/web would also send traffic to StatefulSet cardboard/postgres',
    },
  },
  {
    title: 'Dry-run mode',
    incident: closed(
      'dry-run',
      "nothing was changed, since this is dry-run mode; approved and not run: kubectl set resources 'deployment/price-scraper' --limits='memory=512Mi'",
      [approved],
    ),
  },
];
