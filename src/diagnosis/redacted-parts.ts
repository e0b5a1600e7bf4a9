import type { Incident } from '../domain/incident.ts';
import type { Redact } from '../ports/redact.ts';
import { redactValues } from './redact-values.ts';

/** Titles, targets and refusals hold labels and messages of others; evidence and candidates come redacted. */
export async function redactedParts(
  incident: Incident,
  redact: Redact,
): Promise<Pick<Incident, 'title' | 'refusals'>> {
  const refusals = incident.refusals.map(async (refusal) => ({
    ...refusal,
    refused: await Promise.all(
      refusal.refused.map(async (refused) => ({
        ...refused,
        params: await redactValues(refused.params, redact),
        verdicts: await Promise.all(
          refused.verdicts.map(async (verdict) => ({
            ...verdict,
            message: await redact(verdict.message),
            ...(verdict.remedy === undefined ? {} : { remedy: await redact(verdict.remedy) }),
          })),
        ),
      })),
    ),
  }));
  return { title: await redact(incident.title), refusals: await Promise.all(refusals) };
}
