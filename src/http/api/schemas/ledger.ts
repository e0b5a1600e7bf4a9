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

export const ledgerStateSchema = z.object({
  seq: z.int().describe('The newest entry that was verified.'),
  verifiedAt: timeSchema.nullable().describe('Null until the whole chain has been walked once.'),
  keyId: z.string().nullable().describe('The key that signs heads; null where none is configured.'),
  signedHead: z.object({ seq: z.int(), at: timeSchema }).nullable(),
  findings: list(z.object({ reason: z.string(), seq: z.int(), problem: z.string() })),
});

export const ledgerPageSchema = z.object({
  state: ledgerStateSchema.describe("The service's own verification of its ledger."),
  entries: list(ledgerEntrySchema),
  next: z.int().nullable().describe('Give it as `after` to get the next page.'),
});
