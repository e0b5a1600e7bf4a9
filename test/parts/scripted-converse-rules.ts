import { z } from 'zod';

const toolName = z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/);
const toolUseId = z.string().regex(/^[a-zA-Z0-9_.:-]{1,64}$/);
const text = z.strictObject({ text: z.string().regex(/\S/, 'The text field in the ContentBlock is blank.') });

const toolUse = z.strictObject({
  toolUse: z.strictObject({ toolUseId, name: toolName, input: z.record(z.string(), z.unknown()) }),
});
const toolResult = z.strictObject({
  toolResult: z.strictObject({
    toolUseId,
    content: z.array(z.union([text, z.strictObject({ json: z.unknown() })])).min(1),
    status: z.enum(['success', 'error']).optional(),
  }),
});

/** A request of Converse, as strict as the service: a member that the API reference does not name fails it. */
export const converseRequestSchema = z.strictObject({
  modelId: z.string().min(1),
  system: z.array(text).min(1).optional(),
  messages: z
    .array(
      z.discriminatedUnion('role', [
        z.strictObject({ role: z.literal('user'), content: z.array(z.union([text, toolResult])).min(1) }),
        z.strictObject({ role: z.literal('assistant'), content: z.array(z.union([text, toolUse])).min(1) }),
      ]),
    )
    .min(1),
  inferenceConfig: z
    .strictObject({ maxTokens: z.int().min(1), temperature: z.number().min(0).max(1).optional() })
    .optional(),
  toolConfig: z
    .strictObject({
      tools: z
        .array(
          z.strictObject({
            toolSpec: z.strictObject({
              name: toolName,
              description: z.string().min(1).optional(),
              inputSchema: z.strictObject({ json: z.looseObject({ type: z.literal('object') }) }),
            }),
          }),
        )
        .min(1),
      toolChoice: z.unknown().optional(),
    })
    .optional(),
  additionalModelRequestFields: z.strictObject({}).optional(),
});

export type ConverseRequest = z.infer<typeof converseRequestSchema>;

/** What the service would refuse although each part is well-formed, in its words; undefined where nothing is wrong. */
export function conversationProblem({ messages, toolConfig }: ConverseRequest): string | undefined {
  if (messages[0]?.role !== 'user')
    return 'A conversation must start with a user message. Try again with a conversation that starts with a user message.';
  for (const [index, message] of messages.entries()) {
    const previous = messages[index - 1];
    if (previous?.role === message.role)
      return 'A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.';
    const asked = idsOf(previous, 'toolUse');
    const answered = message.role === 'user' ? idsOf(message, 'toolResult') : [];
    if (new Set(answered).size !== answered.length) return 'The toolResult blocks contain duplicate Ids.';
    if (answered.some((id) => !asked.includes(id)) || answered.length > asked.length)
      return `The number of toolResult blocks at messages.${index}.content exceeds the number of toolUse blocks of previous turn.`;
    if (message.role === 'user' && asked.some((id) => !answered.includes(id)))
      return `Expected toolResult blocks at messages.${index}.content for the following Ids: ${asked.join(', ')}`;
    const uses = idsOf(message, 'toolUse');
    if (new Set(uses).size !== uses.length) return 'The toolUse blocks contain duplicate Ids.';
  }
  if (messages.at(-1)?.role !== 'user') return 'The conversation must end with a user message.';
  const usesTools = messages.some((message) => idsOf(message, 'toolUse').length > 0);
  if (usesTools && toolConfig === undefined)
    return 'The toolConfig field must be defined when using toolUse and toolResult content blocks.';
  return undefined;
}

type Message = ConverseRequest['messages'][number];

function idsOf(message: Message | undefined, kind: 'toolUse' | 'toolResult'): readonly string[] {
  return (message?.content ?? []).flatMap((block) => {
    if (kind === 'toolUse') return 'toolUse' in block ? [block.toolUse.toolUseId] : [];
    return 'toolResult' in block ? [block.toolResult.toolUseId] : [];
  });
}
