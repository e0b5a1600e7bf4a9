import { z } from 'zod';
import { mistakeSources } from '../../domain/mistake.ts';
import { layers } from '../../domain/verdict.ts';

const globs = z
  .array(z.string().min(1))
  .min(1)
  .describe('one of these names; * stands for any run of characters');
const sentence = z
  .string()
  .min(1)
  .max(400)
  .regex(/^[^\n\r]+$/u, 'one line');

const match = z
  .strictObject({
    sources: z.array(z.enum(mistakeSources)).min(1).exactOptional().describe('where the mistake showed'),
    reasons: globs.exactOptional().describe('globs over reason codes; one of them has been given'),
    layers: z.array(z.enum(layers)).min(1).exactOptional().describe('one of these layers refused'),
    models: globs.exactOptional(),
    alerts: globs.exactOptional(),
    namespaces: globs.exactOptional(),
    causes: globs.exactOptional().describe('globs over the codes of the diagnosed causes'),
    actions: globs.exactOptional().describe('globs over names of the catalogue'),
    kinds: globs.exactOptional().describe("globs over the target's kind"),
    tools: globs.exactOptional().describe('globs over the name of the tool that the model called'),
    text: z
      .array(z.string().min(2))
      .min(1)
      .exactOptional()
      .describe(
        'one of these stands in the parameters or in what was said, whatever the case of the letters',
      ),
    when: z
      .string()
      .min(1)
      .exactOptional()
      .describe('CEL over mistake, params, components; an error does not match'),
  })
  .refine((fields) => Object.keys(fields).length > 0, 'narrowed by one field at least')
  .describe('every field given has to fit');

const situation = z
  .strictObject({
    alerts: globs.exactOptional(),
    namespaces: globs.exactOptional(),
    kinds: globs.exactOptional().describe('of what the incident is about'),
    causes: globs.exactOptional().describe('that the rules suspect'),
    actions: globs.exactOptional().describe('that could be proposed now'),
  })
  .describe('one fitting field is enough');

/** One pattern of a `FailurePatterns` document. */
export const failurePattern = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/u, 'a name of lower-case letters, digits and dashes')
    .describe('names the pattern in views and metrics; unique'),
  title: z.string().min(1).max(60),
  happened: sentence.describe('for people: what went wrong'),
  lesson: sentence
    .exactOptional()
    .describe('for the model: what to do instead; it goes into the prompt as it stands'),
  mend: sentence.exactOptional().describe('for people: what they have to do about it'),
  match: z.array(match).min(1).describe('one fitting entry is enough; the first pattern that fits wins'),
  applies: situation
    .exactOptional()
    .describe('incidents that get the lesson, beside those like the ones that had the mistake'),
});
