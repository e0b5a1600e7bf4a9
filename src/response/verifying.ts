import { parseAction } from '../actions/catalogue.ts';
import type { Draft, Incident } from '../domain/incident.ts';
import { aboutOf, proposedOf } from '../domain/on-record.ts';
import type { Execution } from '../domain/execution.ts';
import type { Proposal } from '../domain/proposal.ts';
import type { Verification, VerificationCheck } from '../domain/verification.ts';
import { check } from '../execution/check-context.ts';
import { inCluster } from '../execution/in-cluster.ts';
import { undoActions } from '../execution/undo-actions.ts';
import { verificationChecks } from '../execution/verification-checks.ts';
import type { Limits } from '../guardrails/policies/policies.ts';
import type { Step } from '../store/claims.ts';
import { advance, close, event, type ResponsePorts, type Stage, withChanges } from './stage.ts';

/** How many times its window a verification may last while it cannot look. */
const mostBlindWindows = 6;

/** Looks whether the change did what it was for, until it has held long enough or the window ends. */
export const verifying: Stage = {
  state: 'verifying',
  async run(incident, ports) {
    const { proposal } = incident;
    const verification = startedByNow(incident.verification, ports.clock.now());
    if (proposal === undefined || verification === undefined) {
      return close(incident, 'failed', 'there was nothing to verify');
    }
    const checks = await runChecks(incident, proposal, ports);
    const now = ports.clock.now();
    const holds = checks.length > 0 && checks.every((check) => check.outcome === 'holds');
    const { holdsSince: _before, ...rest } = verification;
    const holdsSince = holds ? (verification.holdsSince ?? now.toISOString()) : undefined;
    const { limits } = ports.policies();
    const deadline = deadlineAfter(verification, checks, now, limits);
    const seen: Verification = {
      ...rest,
      deadline,
      checks,
      ...(holdsSince === undefined ? {} : { holdsSince }),
    };
    const stableFrom = holdsSince === undefined ? undefined : Date.parse(holdsSince);
    if (stableFrom !== undefined && now.getTime() - stableFrom >= limits.stableSeconds * 1000) {
      return passed(incident, proposal, seen, now);
    }
    const broken = checks.some((check) => check.outcome === 'broken');
    // What holds at the deadline may go on to show that it lasts.
    const late = !holds && now >= new Date(seen.deadline);
    if (broken || late) return failed(incident, proposal, seen, now);
    return {
      incident: withChanges(incident, { verification: seen }),
      dueAt: new Date(now.getTime() + ports.verificationPollMilliseconds),
      events: [],
    };
  },
};

/** A clock that was set back would let a verification last until the old time comes again: it starts anew instead. */
function startedByNow(verification: Verification | undefined, now: Date): Verification | undefined {
  if (verification === undefined) return undefined;
  const ahead = Date.parse(verification.holdsSince ?? verification.startedAt) - now.getTime();
  if (ahead <= 0) return verification;
  const { holdsSince: _ahead, ...rest } = verification;
  const deadline = new Date(Date.parse(verification.deadline) - ahead).toISOString();
  return { ...rest, startedAt: now.toISOString(), deadline };
}

/** The deadline waits while the cluster cannot be seen: that says nothing against the change. But not for ever. */
function deadlineAfter(
  { startedAt, deadline }: Verification,
  checks: readonly VerificationCheck[],
  now: Date,
  { verificationSeconds, stableSeconds }: Limits,
): string {
  if (!checks.some((check) => check.outcome === 'could-not-look')) return deadline;
  const latest = Date.parse(startedAt) + verificationSeconds * 1000 * mostBlindWindows;
  const moved = Math.min(now.getTime() + stableSeconds * 1000, latest);
  return new Date(Math.max(Date.parse(deadline), moved)).toISOString();
}

async function runChecks(
  incident: Incident,
  proposal: Proposal,
  ports: ResponsePorts,
): Promise<readonly VerificationCheck[]> {
  const steps = proposal.steps.flatMap((step, index) => {
    const execution = incident.executions.find(
      (each) => each.proposal === proposal.id && each.step === index,
    );
    const parsed = parseAction(step.action);
    // A pull request that nobody has merged has changed nothing that could be looked at.
    const changes = execution === undefined ? [] : inCluster(execution);
    if (execution === undefined || !parsed.ok || changes.length === 0) return [];
    return [{ execution, changes, names: parsed.type.verifications }];
  });
  const checks: VerificationCheck[] = [];
  for (const [index, { execution, changes, names }] of steps.entries()) {
    if (execution.asApproved === false) checks.push(...notAsApproved(execution));
    for (const name of names) {
      // An undo puts things back as they were; it does not promise that the alert goes away.
      if (name === 'condition' && proposal.purpose === 'undo') continue;
      // The alert's condition is one, however many steps there were.
      if (name === 'condition' && index < steps.length - 1) continue;
      for (const change of name === 'condition' ? changes.slice(0, 1) : changes) {
        const context = {
          execution: change,
          cluster: ports.cluster,
          condition: () => ports.condition(incident),
          stableSeconds: ports.policies().limits.stableSeconds,
          now: ports.clock.now(),
        };
        checks.push(...(await verificationChecks[name](context)));
      }
    }
  }
  return checks;
}

/** Nothing mends that by itself: an admission webhook that tells a dry-run from a write has had its way. */
function notAsApproved({ message = '' }: Execution): readonly VerificationCheck[] {
  return check('as-approved', 'broken', 'verification.not-as-approved', message);
}

function passed(incident: Incident, proposal: Proposal, seen: Verification, now: Date): Step {
  const verification: Verification = { ...seen, status: 'passed' };
  const done = event(incident, 'verification.passed', { checks: verification.checks });
  const after = withChanges(incident, { verification });
  // What is left are pull requests, which are opened for what has proved itself.
  if (isUnfinished(incident, proposal)) return advance(after, { state: 'executing' }, [done], now);
  return proposal.purpose === 'undo'
    ? close(after, 'undone', 'what had been changed was taken back, and that was verified', [done])
    : close(after, 'fixed', 'the change did what it was for, and that was verified', [done]);
}

function isUnfinished({ executions }: Incident, { id, steps }: Proposal): boolean {
  const ran = executions.filter(({ proposal, status }) => proposal === id && status === 'applied');
  return ran.length < steps.length;
}

/** Says so, and offers the stored inverse as a new proposal where there is one. */
function failed(incident: Incident, proposal: Proposal, seen: Verification, now: Date): Step {
  const verification: Verification = { ...seen, status: 'failed' };
  const missing = verification.checks
    .filter((check) => check.outcome !== 'holds')
    .map((check) => check.message);
  const after = withChanges(incident, { verification });
  const events = [
    event(incident, 'verification.failed', {
      checks: verification.checks,
      proposed: proposedOf(proposal),
      about: aboutOf(incident),
    }),
  ];
  const why = missing.length === 0 ? 'nothing of it could be checked' : missing.join('; ');
  const note = `the change did not do what it was for: ${why}`;
  const actions = undoActions(incident.executions);
  if (proposal.purpose === 'undo' || actions.length === 0) return close(after, 'failed', note, events);
  const draft: Draft = { purpose: 'undo', by: 'firebreak', actions, otherwise: 'failed' };
  return advance(after, { state: 'reviewing', draft, note }, events, now);
}
