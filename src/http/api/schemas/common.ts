import { z } from 'zod';

/** A list as the domain holds it. */
export function list<T extends z.ZodType>(item: T) {
  return z.array(item).readonly();
}

/** RFC 3339, in UTC. */
export const timeSchema = z.string().meta({ format: 'date-time' });

export const objectRefSchema = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  namespace: z.string().exactOptional(),
  name: z.string(),
  uid: z.string().exactOptional(),
});

/** The error answer of every route (RFC 9457). */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string().describe('A documented reason code.'),
  detail: z.string().exactOptional(),
  instance: z.string(),
});
