import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { IncidentState } from '../domain/incident.ts';
import { isDefinite } from '../execution/is-definite.ts';
import type { LedgerEvent } from '../ledger/entry.ts';
import type { Clock } from '../ports/clock.ts';
import { ClusterError } from '../ports/cluster.ts';
import { type Claim, claimDue, commitStep, type Lease, releaseClaim, renewLease } from '../store/claims.ts';
import { noticeSetBack } from '../store/clock-set-back.ts';
import { readIncident } from '../store/incidents.ts';
import type { Schema } from '../store/schema.ts';
import { giveUp } from './give-up.ts';
import { stageFor } from './order.ts';
import type { ResponsePorts, Stage } from './stage.ts';
import { untilGraceEnds } from './until-grace-ends.ts';

export interface WorkerPorts {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly response: ResponsePorts;
  /** Called after each stored step. */
  readonly changed: (incident: string) => void;
  readonly observe: (seen: StageObservation) => void;
  readonly leaseMilliseconds: number;
  /** How long after an unforeseen error the stage is tried again; doubles with each try in a row. */
  readonly retryMilliseconds: number;
  /** The API server does not answer anybody: a stage that could not ask it has not failed, and waits. */
  readonly isClusterAway?: () => boolean;
  /** How long a stage may go on after it was told to stop. */
  readonly graceMilliseconds: number;
}

/** What a stage's run amounted to, for metrics. */
export interface StageObservation {
  readonly state: IncidentState;
  readonly outcome: StageOutcome;
  readonly seconds: number;
  /** What went on record; empty where nothing was committed. */
  readonly events: readonly LedgerEvent[];
}

export type StageOutcome = 'committed' | 'lost-claim' | 'disturbed' | 'interrupted' | 'error';

/** A stage that has failed so often in a row ends with people; with the doubling pauses that is twenty minutes. */
export const mostTries = 8;
const longestPauseMilliseconds = 10 * 60_000;

/** Works on one due incident; false where none was due. Errors of a stage are logged and tried again later. */
export async function workOnce(name: string, ports: WorkerPorts, signal: AbortSignal): Promise<boolean> {
  const setBack = await noticeSetBack(ports.db, ports.clock.now(), ports.leaseMilliseconds);
  if (setBack !== undefined) ports.logger.warn({ milliseconds: setBack }, 'the clock was set back');
  const lease = await claimDue(ports.db, {
    name,
    now: ports.clock.now(),
    leaseMilliseconds: ports.leaseMilliseconds,
  });
  if (lease === undefined) return false;
  const started = ports.clock.now().getTime();
  const incident = await readIncident(ports.db, lease.id).catch(async (cause: unknown) => {
    ports.logger.error({ err: cause, incident: lease.id }, 'the incident cannot be read');
    await pause(lease, ports);
    return undefined;
  });
  const stage = incident === undefined ? undefined : stageFor(incident.state);
  if (incident === undefined || stage === undefined) return true;
  const { outcome, events } = await runStage({ ...lease, incident }, stage, ports, signal);
  const seconds = (ports.clock.now().getTime() - started) / 1000;
  ports.observe({ state: incident.state, outcome, seconds, events });
  ports.changed(incident.id);
  return true;
}

async function runStage(
  claim: Claim,
  stage: Stage,
  ports: WorkerPorts,
  stopping: AbortSignal,
): Promise<Pick<StageObservation, 'outcome' | 'events'>> {
  const { incident } = claim;
  const lost = new AbortController();
  const stopRenewing = keepLease(claim, ports, lost);
  const signal = AbortSignal.any([stopping, lost.signal]);
  try {
    const step =
      claim.tries > mostTries
        ? giveUp(incident, claim.tries - 1, ports.clock.now())
        : await untilGraceEnds(stage.run(incident, ports.response, signal), signal, ports.graceMilliseconds);
    const outcome = await commitStep(ports.db, claim, step, ports.clock.now());
    return { outcome, events: outcome === 'committed' ? step.events : [] };
  } catch (cause) {
    if (signal.aborted) {
      await releaseClaim(ports.db, claim, ports.clock.now(), true);
      return { outcome: 'interrupted', events: [] };
    }
    if (cause instanceof ClusterError && !isDefinite(cause) && ports.isClusterAway?.() === true) {
      const again = new Date(ports.clock.now().getTime() + ports.retryMilliseconds);
      await releaseClaim(ports.db, claim, again, true);
      return { outcome: 'interrupted', events: [] };
    }
    ports.logger.error(
      { err: cause, incident: incident.id, state: incident.state, tries: claim.tries },
      'the stage failed; it will be tried again',
    );
    await pause(claim, ports);
    return { outcome: 'error', events: [] };
  } finally {
    stopRenewing();
  }
}

async function pause(lease: Lease, ports: WorkerPorts): Promise<void> {
  const milliseconds = pauseAfterFailures(lease.tries, ports.retryMilliseconds);
  await releaseClaim(ports.db, lease, new Date(ports.clock.now().getTime() + milliseconds), false);
}

function pauseAfterFailures(failures: number, retryMilliseconds: number): number {
  return Math.min(retryMilliseconds * 2 ** (failures - 1), longestPauseMilliseconds);
}

/**
 * How long a stage rests that was at work when its process went down, in milliseconds. Any process may go down once:
 * the first time there is no pause. From the second in a row on, the stage may be the cause, and pauses like one that
 * fails; so a process that is killed again and again does not use up the tries of what it happened to work on.
 */
export function pauseAfterCrash(tries: number, retryMilliseconds: number): number {
  return tries <= 1 ? 0 : pauseAfterFailures(tries - 1, retryMilliseconds);
}

/** Extends the lease while the stage runs; whoever has lost it is told to stop, and could not commit anyway. */
function keepLease(claim: Claim, ports: WorkerPorts, lost: AbortController): () => void {
  const renew = async () => {
    const until = new Date(ports.clock.now().getTime() + ports.leaseMilliseconds);
    try {
      if (!(await renewLease(ports.db, claim, until))) lost.abort();
    } catch (cause) {
      ports.logger.warn({ err: cause, incident: claim.id }, 'the lease could not be renewed');
    }
  };
  const timer = setInterval(() => void renew(), ports.leaseMilliseconds / 3);
  return () => clearInterval(timer);
}
