import { z } from 'zod';
import type { JsonObject } from '../domain/objects.ts';
import type { ToolDescription } from '../ports/model.ts';

/** More steps than this are no diagnosis but a hope; people could not judge them at night either. */
export const maxActions = 5;

const text = (max: number) => z.string().trim().min(1).max(max);
const evidenceIds = z.array(z.string().max(40)).max(20);

/** The arguments of `propose`: references to what code has shown, a few sentences, and nothing that could act. */
export const proposeSchema = z.object({
  summary: text(800).describe('What is broken and why, in one or two sentences.'),
  causes: z
    .array(
      z.object({
        cause: z.string().max(80).describe('A cause code from the list.'),
        object: z.string().max(40).describe('Id of the evidence about the object at fault, such as ev_3.'),
        confidence: z.number().min(0).max(1),
        why: text(600),
        evidence: evidenceIds.min(1).describe('Ids of the evidence that speaks for it.'),
      }),
    )
    .max(5)
    .describe('Best first. Empty only when you abstain.'),
  actions: z
    .array(
      z.object({
        candidate: z.string().max(40).describe('Id of a candidate, such as cand_2.'),
        params: z
          .record(z.string().max(400), z.unknown())
          .default({})
          .describe('JSON pointer to one of the values that the candidate lists for it.'),
      }),
    )
    .max(maxActions)
    .default([])
    .describe('In the order in which they should run. Empty when you abstain.'),
  abstain: z
    .object({ reason: text(600) })
    .optional()
    .describe('Why no action is right. Only without actions.'),
});

export type ProposeArguments = z.infer<typeof proposeSchema>;

export const proposeTool: ToolDescription = Object.freeze({
  name: 'propose',
  description:
    'Ends the diagnosis: the causes, and the candidates to carry out or the reason for abstaining. Call it exactly once.',
  parameters: toolParameters(proposeSchema),
});

/** A schema as tool definitions carry it, without the keywords that some providers reject. */
export function toolParameters(schema: z.ZodType): JsonObject {
  const { $schema: _, ...parameters } = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      delete jsonSchema.propertyNames;
    },
  });
  // Through JSON: the generator's type admits what JSON does not hold.
  return JSON.parse(JSON.stringify(parameters)) as JsonObject;
}
