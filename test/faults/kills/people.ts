import { setTimeout as sleep } from 'node:timers/promises';
import { incidentDetailSchema } from '../../../src/http/api/schemas/incident-detail.ts';
import { incidentListSchema } from '../../../src/http/api/schemas/incident-summary.ts';
import type { KillableService } from './killable-service.ts';

export interface AcknowledgedDecision {
  readonly proposal: string;
  readonly decision: 'approve' | 'deny';
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** People who decide on what waits, whether the service is there or not, until they are told to stop. */
export interface People {
  readonly acknowledged: readonly AcknowledgedDecision[];
  /** Incidents that were seen closed, by the names of their targets. */
  readonly closed: ReadonlyMap<string, string>;
  stop(): Promise<void>;
}

/** One proposal in so many is denied. */
const denyOneIn = 12;

export function startPeople(service: KillableService, random: () => number): People {
  const acknowledged: AcknowledgedDecision[] = [];
  const closed = new Map<string, string>();
  const stopping = new AbortController();

  const list = async (query: string) =>
    incidentListSchema.parse((await service.api('GET', `/incidents?${query}`)).json).incidents;

  const decideOn = async (id: string): Promise<void> => {
    const { proposal } = incidentDetailSchema.parse((await service.api('GET', `/incidents/${id}`)).json);
    if (proposal === null) return;
    const decision = random() < 1 / denyOneIn ? 'deny' : 'approve';
    const { status } = await service.api('POST', `/incidents/${id}/decision`, {
      proposal: proposal.id,
      hash: proposal.hash,
      decision,
      ...(decision === 'deny' ? { reason: 'not now' } : {}),
    });
    if (status === 200) acknowledged.push({ proposal: proposal.id, decision, at: Date.now() });
  };

  const look = async (): Promise<void> => {
    for (const { id } of await list('state=awaiting-approval')) await decideOn(id);
    for (const { id, target } of await list('state=closed&limit=200')) {
      if (target !== null) closed.set(target.name, id);
    }
  };

  const work = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      // The service may be away, or die under a request: they try again.
      await look().catch(() => undefined);
      await sleep(150);
    }
  };
  const working = work();
  return {
    acknowledged,
    closed,
    async stop() {
      stopping.abort();
      await working;
    },
  };
}
