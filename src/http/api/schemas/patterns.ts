import { z } from 'zod';
import { mistakeSources } from '../../../domain/mistake.ts';
import { layers } from '../../../domain/verdict.ts';
import { list, timeSchema } from './common.ts';

const tallySchema = list(z.object({ name: z.string(), count: z.int() }));

const exampleSchema = z.object({
  seq: z.int().describe('Of the ledger entry that tells of it.'),
  index: z.int().describe('Which of the mistakes that the entry tells of.'),
  at: timeSchema,
  incident: z.string().nullable(),
  source: z.enum(mistakeSources),
  reasons: list(z.string()).describe('Documented reason codes.'),
  layers: list(z.enum(layers)).describe('Those that refused.'),
  model: z.string(),
  alerts: list(z.string()),
  namespace: z.string(),
  causes: list(z.string()),
  action: z.string().describe('Empty where no action was meant.'),
  kind: z.string(),
  name: z.string(),
  tool: z.string().describe('That the model called; empty where it called none.'),
  params: z.unknown().describe('Of the action or the tool; redacted, and never to be trusted.'),
  text: z.string().describe('What was said about it; redacted, and never to be trusted.'),
});

export const reportedPatternSchema = z.object({
  name: z.string(),
  title: z.string(),
  happened: z.string(),
  lesson: z.string().nullable().describe('What the model is told where the pattern applies.'),
  mend: z.string().nullable().describe('What people have to do about it.'),
  count: z.int(),
  firstAt: timeSchema.nullable(),
  lastAt: timeSchema.nullable(),
  bySource: tallySchema,
  byLayer: tallySchema,
  byModel: tallySchema,
  byAlert: tallySchema,
  byNamespace: tallySchema,
  examples: list(exampleSchema).describe('The newest ones, newest first.'),
});

export const failureReportSchema = z.object({
  total: z.int(),
  patterns: list(reportedPatternSchema).describe('Most frequent first; those that were never seen included.'),
  unclassified: reportedPatternSchema,
});
