import { z } from 'zod';
import type { Incident } from '../domain/incident.ts';
import type { IncidentsPort } from './ports.ts';
import { HttpProblem } from './problem.ts';

export const incidentParams = z.object({ id: z.string().min(1).max(100) });

/** Throws a 404 where there is none of that id. */
export async function foundIncident(incidents: IncidentsPort, id: string): Promise<Incident> {
  const incident = await incidents.get(id);
  if (incident === undefined) throw new HttpProblem(404, 'incident.not-found');
  return incident;
}
