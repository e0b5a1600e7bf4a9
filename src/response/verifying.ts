import { parseAction } from '../actions/catalogue.ts';
import type { Draft, Incident } from '../domain/incident.ts';
import type { Proposal } from '../domain/proposal.ts';
import type { Verification, VerificationCheck } from '../domain/verification.ts';
import { undoActions } from '../execution/undo-actions.ts';
import { verificationChecks } from '../execution/verification-checks.ts';
import type { Step } from '../store/claims.ts';
import { advance, close, event, type ResponsePorts, type Stage, withChanges } from './stage.ts';

/** Looks whether the change did what it was for, until it has held long enough or the window ends. */
export const verifying: Stage = {
  state: 'verifying',
  async run(incident, ports) {
    const { proposal, verification } = incident;
    if (proposal === undefined || verification === undefined) {
      return close(incident, 'failed', 'there was nothing to verify');
    }
    const checks = await runChecks(incident, proposal, ports);
    const now = ports.clock.now();
    const holds = checks.every((check) => check.outcome === 'holds');
    const { holdsSince: _before, ...rest } = verification;
    const holdsSince = holds ? (verification.holdsSince ?? now.toISOString()) : undefined;
    const seen: Verification = { ...rest, checks, ...(holdsSince === undefined ? {} : { holdsSince }) };
    const stableFrom = holdsSince === undefined ? undefined : Date.parse(holdsSince);
    if (
      stableFrom !== undefined &&
      now.getTime() - stableFrom >= ports.policies().limits.stableSeconds * 1000
    ) {
      return passed(incident, proposal, seen);
    }
    const broken = checks.find((check) => check.outcome === 'broken');
    if (broken !== undefined || now >= new Date(verification.deadline))
      return failed(incident, proposal, seen, now);
    return {
      incident: withChanges(incident, { verification: seen }),
      dueAt: new Date(now.getTime() + ports.verificationPollMilliseconds),
      events: [],
    };
  },
};

async function runChecks(
  incident: Incident,
  proposal: Proposal,
  ports: ResponsePorts,
): Promise<readonly VerificationCheck[]> {
  const checks: VerificationCheck[] = [];
  for (const [index, step] of proposal.steps.entries()) {
    const execution = incident.executions.find(
      (each) => each.proposal === proposal.id && each.step === index,
    );
    const parsed = parseAction(step.action);
    if (execution === undefined || !parsed.ok) continue;
    for (const name of parsed.type.verifications) {
      // An undo puts things back as they were; it does not promise that the alert goes away.
      if (name === 'condition' && proposal.purpose === 'undo') continue;
      // The alert's condition is one, however many steps there were.
      if (name === 'condition' && index < proposal.steps.length - 1) continue;
      const context = {
        execution,
        cluster: ports.cluster,
        condition: () => ports.condition(incident),
        stableSeconds: ports.policies().limits.stableSeconds,
        now: ports.clock.now(),
      };
      checks.push(...(await verificationChecks[name](context)));
    }
  }
  return checks;
}

function passed(incident: Incident, proposal: Proposal, seen: Verification): Step {
  const verification: Verification = { ...seen, status: 'passed' };
  const done = event(incident, 'verification.passed', { checks: verification.checks });
  const after = withChanges(incident, { verification });
  return proposal.purpose === 'undo'
    ? close(after, 'undone', 'what had been changed was taken back, and that was verified', [done])
    : close(after, 'fixed', 'the change did what it was for, and that was verified', [done]);
}

/** Says so, and offers the stored inverse as a new proposal where there is one. */
function failed(incident: Incident, proposal: Proposal, seen: Verification, now: Date): Step {
  const verification: Verification = { ...seen, status: 'failed' };
  const missing = verification.checks
    .filter((check) => check.outcome !== 'holds')
    .map((check) => check.message);
  const after = withChanges(incident, { verification });
  const events = [event(incident, 'verification.failed', { checks: verification.checks })];
  const note = `the change did not do what it was for: ${missing.join('; ')}`;
  const actions = undoActions(incident.executions);
  if (proposal.purpose === 'undo' || actions.length === 0) return close(after, 'failed', note, events);
  const draft: Draft = { purpose: 'undo', by: 'firebreak', actions, otherwise: 'failed' };
  return advance(after, { state: 'reviewing', draft, note }, events, now);
}
