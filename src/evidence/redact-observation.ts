import type { Redact } from '../ports/redact.ts';
import type { Observation } from './collector.ts';

/** The observation with its texts fit to be stored and shown; the raw object stays as it is. */
export async function redactObservation(observation: Observation, redact: Redact): Promise<Observation> {
  const { condense = (text: string) => text, ...rest } = observation;
  const summary = await redact(observation.summary);
  if (observation.detail === undefined) return { ...rest, summary };
  return { ...rest, summary, detail: condense(await redact(observation.detail)) };
}
