import { z } from 'zod';
import { denyScopes } from '../policy-changes/deny-rule.ts';

const sentence = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .regex(/^[^\p{Cc}\p{Cf}]+$/u, 'one line of visible characters');

/** The mistake, by its entry in the ledger and its place in it. */
export const mistakePlace = { seq: z.coerce.number().int().min(1), index: z.coerce.number().int().min(0) };

/** What a person wants to become of a mistake, as the form and the API take it. */
export const policyWishSchema = z.discriminatedUnion('as', [
  z.object({
    ...mistakePlace,
    as: z.literal('deny-rule'),
    scope: z.enum(denyScopes),
    message: sentence(300).describe('Why the rule is there, for people.'),
  }),
  z.object({
    ...mistakePlace,
    as: z.literal('pattern'),
    title: sentence(60),
    happened: sentence(400).describe('What went wrong, for people.'),
    lesson: sentence(400).describe('What to do instead, for the model.'),
  }),
]);
