import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { IncidentState } from '../domain/incident.ts';
import type { LedgerEvent } from '../ledger/entry.ts';
import type { Clock } from '../ports/clock.ts';
import { type Claim, claimDue, commitStep, releaseClaim, renewLease } from '../store/claims.ts';
import type { Schema } from '../store/schema.ts';
import { stageFor } from './order.ts';
import type { ResponsePorts } from './stage.ts';

export interface WorkerPorts {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly response: ResponsePorts;
  /** Called after each stored step. */
  readonly changed: (incident: string) => void;
  readonly observe: (seen: StageObservation) => void;
  readonly leaseMilliseconds: number;
  /** How long after an unforeseen error the stage is tried again. */
  readonly retryMilliseconds: number;
}

/** What a stage's run amounted to, for metrics. */
export interface StageObservation {
  readonly state: IncidentState;
  readonly outcome: StageOutcome;
  readonly seconds: number;
  /** What went on record; empty where nothing was committed. */
  readonly events: readonly LedgerEvent[];
}

export type StageOutcome = 'committed' | 'lost-claim' | 'disturbed' | 'error';

/** Works on one due incident; false where none was due. Errors of a stage are logged and tried again later. */
export async function workOnce(name: string, ports: WorkerPorts, signal: AbortSignal): Promise<boolean> {
  const claim = await claimDue(ports.db, {
    name,
    now: ports.clock.now(),
    leaseMilliseconds: ports.leaseMilliseconds,
  });
  if (claim === undefined) return false;
  const started = ports.clock.now().getTime();
  const { outcome, events } = await runStage(claim, ports, signal);
  const seconds = (ports.clock.now().getTime() - started) / 1000;
  ports.observe({ state: claim.incident.state, outcome, seconds, events });
  ports.changed(claim.incident.id);
  return true;
}

async function runStage(claim: Claim, ports: WorkerPorts, signal: AbortSignal): Promise<Pick<StageObservation, 'outcome' | 'events'>> {
  const { incident } = claim;
  const stage = stageFor(incident.state);
  if (stage === undefined) return { outcome: 'committed', events: [] };
  const stopRenewing = keepLease(claim, ports);
  try {
    const step = await stage.run(incident, ports.response, signal);
    const outcome = await commitStep(ports.db, claim, step, ports.clock.now());
    return { outcome, events: outcome === 'committed' ? step.events : [] };
  } catch (cause) {
    ports.logger.error(
      { err: cause, incident: incident.id, state: incident.state },
      'the stage failed; it will be tried again',
    );
    await releaseClaim(ports.db, claim, new Date(ports.clock.now().getTime() + ports.retryMilliseconds));
    return { outcome: 'error', events: [] };
  } finally {
    stopRenewing();
  }
}

/** Extends the lease while the stage runs; a frozen process stops doing so and is fenced out. */
function keepLease(claim: Claim, ports: WorkerPorts): () => void {
  const renew = async () => {
    const until = new Date(ports.clock.now().getTime() + ports.leaseMilliseconds);
    await renewLease(ports.db, claim, until).catch((cause: unknown) => {
      ports.logger.warn({ err: cause, incident: claim.incident.id }, 'the lease could not be renewed');
    });
  };
  const timer = setInterval(() => void renew(), ports.leaseMilliseconds / 3);
  return () => clearInterval(timer);
}
