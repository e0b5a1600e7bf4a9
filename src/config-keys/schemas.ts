import { z } from 'zod';

/** A number that may come as text from the environment. */
export const wholeNumber = z.coerce.number('a whole number').int('a whole number');

export const url = z.url({ protocol: /^https?$/u });

/** Text with commas from the environment, or a YAML list. */
export const nameList = z
  .union([z.string().transform((text) => text.split(',')), z.array(z.string())])
  .transform((names) => names.map((name) => name.trim()).filter((name) => name !== ''));
