import { setTimeout as sleep } from 'node:timers/promises';
import type { DemoClient, DemoIncident } from './demo-client.ts';
import { storyLines } from './demo-story-lines.ts';

const lookEveryMilliseconds = 200;

/** Tells each step as it happens, until every incident has ended or the signal is aborted; decides where asked to. */
export async function narrate(
  client: DemoClient,
  options: {
    readonly tell: (text: string) => void;
    readonly decide: boolean;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const told = new Map<string, number>();
  const approved = new Set<string>();
  while (!options.signal.aborted) {
    const incidents = await client.incidents();
    for (const incident of incidents) {
      tellNews(incident, told, options.tell);
      const { proposal } = incident;
      if (!options.decide || incident.state !== 'awaiting-approval' || proposal === null) continue;
      if (approved.has(proposal.hash)) continue;
      approved.add(proposal.hash);
      await client.approve(incident);
    }
    if (incidents.length > 0 && incidents.every((incident) => incident.state === 'closed')) return;
    await sleep(lookEveryMilliseconds, undefined, { signal: options.signal }).catch(() => undefined);
  }
}

function tellNews(incident: DemoIncident, told: Map<string, number>, tell: (text: string) => void): void {
  const known = told.get(incident.id) ?? 0;
  for (const entry of incident.timeline.filter((each) => each.seq > known)) {
    for (const line of storyLines(entry, incident)) tell(`${line}\n`);
    told.set(incident.id, entry.seq);
  }
}
