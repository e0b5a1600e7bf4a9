import { z } from 'zod';

/** Why somebody decided as they did. An empty text is no reason. */
export const decisionReasonSchema = z
  .string()
  .max(1_000)
  .transform((reason) => reason.trim() || undefined)
  .optional();
