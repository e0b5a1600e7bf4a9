import type { Incident } from '../domain/incident.ts';
import type { DecideResult } from '../approvals/approvals-port.ts';
import { HttpProblem } from './problem.ts';

const STATUS = { 'not-found': 404, conflict: 409, forbidden: 403, invalid: 400 } as const;

/** The incident after a decision, or the refusal with the status that its kind has in HTTP. Throws `HttpProblem`. */
export function decidedIncident(result: DecideResult): Incident {
  if (result.ok) return result.incident;
  const { kind, reason, detail } = result;
  throw new HttpProblem(STATUS[kind], reason, detail === undefined ? {} : { detail });
}
