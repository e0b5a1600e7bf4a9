import { z } from 'zod';
import { list } from './common.ts';
import { incidentSummarySchema } from './incident-summary.ts';
import { alertSchema, costSchema, diagnosisSchema, evidenceSchema } from './investigation.ts';
import { timelineEntrySchema } from './ledger.ts';
import {
  decisionSchema,
  executionSchema,
  holdSchema,
  proposalSchema,
  verificationSchema,
} from './response.ts';
import { refusedActionSchema } from './verdict.ts';

export const incidentDetailSchema = incidentSummarySchema.extend({
  alerts: list(alertSchema),
  truncatedAlerts: z.int(),
  evidence: list(evidenceSchema),
  diagnosis: diagnosisSchema.nullable(),
  proposal: proposalSchema.nullable(),
  refusals: list(
    z.object({
      proposal: z.string(),
      refused: list(refusedActionSchema),
    }),
  ),
  decisions: list(decisionSchema),
  executions: list(executionSchema),
  verification: verificationSchema.nullable(),
  timeline: list(timelineEntrySchema),
  cost: costSchema.nullable(),
  hold: holdSchema.nullable().describe('What keeps a drafted fix from being proposed.'),
  note: z.string().nullable(),
});
