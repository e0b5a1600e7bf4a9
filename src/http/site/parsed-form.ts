import { z } from 'zod';
import { HttpProblem } from '../problem.ts';

/** The form's fields as the schema wants them. Throws a 400 that says which field does not fit. */
export function parsedForm<T>(schema: z.ZodType<T>, form: unknown): T {
  const parsed = schema.safeParse(form);
  if (!parsed.success)
    throw new HttpProblem(400, 'request.invalid', { detail: z.prettifyError(parsed.error) });
  return parsed.data;
}
