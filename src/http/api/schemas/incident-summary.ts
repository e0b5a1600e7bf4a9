import { z } from 'zod';
import { incidentOutcomes, incidentStates, severities } from '../../../domain/incident.ts';
import { list, objectRefSchema, timeSchema } from './common.ts';

export const incidentSummarySchema = z.object({
  id: z.string(),
  state: z.enum(incidentStates),
  outcome: z.enum(incidentOutcomes).nullable(),
  title: z.string(),
  cluster: z.string(),
  namespace: z.string().nullable(),
  target: objectRefSchema.nullable(),
  severity: z.enum(severities),
  alerts: z.int().describe('How many alerts belong to it.'),
  openedAt: timeSchema,
  updatedAt: timeSchema,
});

export const incidentListSchema = z.object({
  incidents: list(incidentSummarySchema),
  next: z.string().nullable().describe('Give it as `after` to get the next page.'),
});
