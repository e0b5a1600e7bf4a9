import { z } from 'zod';
import { layers } from '../../../domain/verdict.ts';
import { actionSchema } from './action.ts';
import { list, objectRefSchema, timeSchema } from './common.ts';

export const verdictSchema = z.object({
  layer: z.enum(layers),
  outcome: z.enum(['pass', 'refuse', 'hold', 'skipped']),
  reason: z.string(),
  message: z.string(),
  rule: z.string().exactOptional(),
  remedy: z.string().exactOptional(),
  until: timeSchema.exactOptional().describe('A refusal about when, not about what, ends by itself then.'),
  objects: list(objectRefSchema).exactOptional(),
});

/** An action with the verdicts that refused it; `target` is a kind with its namespace and name. */
export const refusedActionSchema = z.object({
  action: z.string(),
  target: z.string(),
  params: z.record(z.string(), z.unknown()),
  verdicts: list(verdictSchema),
});

export const checkResultSchema = z.object({
  action: actionSchema,
  outcome: z.enum(['pass', 'refuse', 'hold']),
  verdicts: list(verdictSchema),
});
