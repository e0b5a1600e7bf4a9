import type { Observation } from './collector.ts';
import { redact } from './text/redact.ts';

/** The observation with its texts fit to be stored and shown; the raw object stays as it is. */
export async function redactObservation(
  observation: Observation,
  knownSecrets: readonly string[],
): Promise<Observation> {
  const summary = await redact(observation.summary, knownSecrets);
  if (observation.detail === undefined) return { ...observation, summary };
  return { ...observation, summary, detail: await redact(observation.detail, knownSecrets) };
}
