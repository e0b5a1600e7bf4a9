import { z } from 'zod';
import { list, timeSchema } from './common.ts';

export const heartbeatsSchema = z.object({
  heartbeats: list(
    z.object({
      heartbeat: z.string().describe('The alert’s name, and the Prometheus that it comes from.'),
      seenAt: timeSchema,
      missingSince: timeSchema.nullable(),
    }),
  ),
});
