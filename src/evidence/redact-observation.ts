import type { Observation } from './collector.ts';
import { redact } from './text/redact.ts';

/** The observation with its texts fit to be stored and shown; the raw object stays as it is. */
export async function redactObservation(
  observation: Observation,
  knownSecrets: readonly string[],
): Promise<Observation> {
  const { condense = (text: string) => text, ...rest } = observation;
  const summary = await redact(observation.summary, knownSecrets);
  if (observation.detail === undefined) return { ...rest, summary };
  return { ...rest, summary, detail: condense(await redact(observation.detail, knownSecrets)) };
}
