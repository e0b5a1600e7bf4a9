import { z } from 'zod';
import { list, timeSchema } from './common.ts';

export const timelineEntrySchema = z.object({
  seq: z.int(),
  at: timeSchema,
  type: z.string(),
  actor: z.string(),
  payload: z.unknown().describe('Redacted; null once erased.'),
});

export const ledgerEntrySchema = timelineEntrySchema.extend({
  incident: z.string().nullable(),
  hash: z.string(),
});

export const ledgerPageSchema = z.object({
  entries: list(ledgerEntrySchema),
  next: z.int().nullable().describe('Give it as `after` to get the next page.'),
});
