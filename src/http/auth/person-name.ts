import { z } from 'zod';

/**
 * A person's name as decisions record it: letters, digits and the marks of names and addresses, so that nothing
 * invisible or right-to-left can make one name look like another. Normalised (NFKC, single spaces).
 */
export const personNameSchema = z
  .string()
  .transform((name) => name.normalize('NFKC').trim().replace(/\s+/gu, ' '))
  .pipe(
    z
      .string()
      .min(2, 'at least 2 characters')
      .max(64, 'at most 64 characters')
      .regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N} .,'’@_+-]*$/u, "letters, digits, spaces and . , ' @ _ + - only"),
  );
