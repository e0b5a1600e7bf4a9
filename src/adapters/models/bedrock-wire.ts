import type { ConverseCommandInput, Tool } from '@aws-sdk/client-bedrock-runtime';
import { z } from 'zod';
import type { JsonObject } from '../../domain/objects.ts';
import { ModelError, type ModelReply, type ModelRequest, type ToolDescription } from '../../ports/model.ts';
import type { TokenUsage } from '../../ports/model-budget.ts';
import { toConversation, validName } from './bedrock-conversation.ts';

/** The input of Converse (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html). */
export function toConverse(modelId: string, request: ModelRequest): ConverseCommandInput {
  const system = request.messages.flatMap((message) =>
    message.role === 'system' && message.text.trim() !== '' ? [{ text: message.text }] : [],
  );
  const tools = toolsOf(request);
  return {
    modelId,
    messages: toConversation(request.messages),
    ...(system.length === 0 ? {} : { system }),
    ...(tools.length === 0 ? {} : { toolConfig: { tools } }),
    inferenceConfig: { maxTokens: request.maxOutputTokens, temperature: 0 },
  };
}

/** Converse wants tools wherever the conversation holds a call of one, although none is offered any more. */
function toolsOf({ tools, messages }: ModelRequest): Tool[] {
  if (tools.length > 0) return tools.map(toolOf);
  const called = messages.flatMap((message) =>
    message.role === 'assistant' ? message.toolCalls.map((call) => validName(call.name)) : [],
  );
  return [...new Set(called)].map((name) =>
    toolOf({ name, description: 'No longer available.', parameters: { type: 'object', properties: {} } }),
  );
}

function toolOf({ name, description, parameters }: ToolDescription): Tool {
  return { toolSpec: { name, description, inputSchema: { json: documentOf(parameters) } } };
}

/** The SDK's document type is the mutable twin of ours. */
function documentOf(value: JsonObject): Record<string, string> {
  return structuredClone(value) as Record<string, string>;
}

const blockSchema = z.looseObject({
  text: z.string().max(200_000).optional(),
  toolUse: z
    .looseObject({
      toolUseId: z.string().min(1).max(200),
      name: z.string().min(1).max(200),
      input: z.unknown().optional(),
    })
    .optional(),
});

const tokens = z.number().int().nonnegative();

const outputSchema = z.looseObject({
  output: z.looseObject({ message: z.looseObject({ content: z.array(blockSchema).max(200) }) }),
  stopReason: z.string(),
  usage: z.looseObject({ inputTokens: tokens, outputTokens: tokens }),
});

/** The reply in what Converse answered. Throws `ModelError` for what is none, or was held back. */
export function fromConverse(name: string, output: unknown): ModelReply {
  const parsed = outputSchema.safeParse(output);
  if (!parsed.success) throw new ModelError('invalid-reply', `${name}: the answer is none of Converse`);
  const { stopReason, usage: counted } = parsed.data;
  const usage = { inputTokens: counted.inputTokens, outputTokens: counted.outputTokens };
  const { content } = parsed.data.output.message;
  const toolCalls = content.flatMap(({ toolUse }) =>
    toolUse === undefined
      ? []
      : [{ id: toolUse.toolUseId, name: toolUse.name, arguments: JSON.stringify(toolUse.input ?? {}) }],
  );
  return {
    text: content.flatMap(({ text }) => text ?? []).join('\n'),
    toolCalls,
    stop: stopOf(name, stopReason, toolCalls.length, usage),
    usage,
  };
}

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html, `stopReason`. */
function stopOf(name: string, reason: string, toolCalls: number, usage: TokenUsage): ModelReply['stop'] {
  switch (reason) {
    case 'max_tokens':
      return 'length';
    case 'guardrail_intervened':
    case 'content_filtered':
      throw new ModelError('content-filtered', `${name}: the answer was held back (${reason})`, { usage });
    case 'model_context_window_exceeded':
      throw new ModelError('context-overflow', `${name}: the context window is full`, { usage });
    case 'malformed_tool_use':
    case 'malformed_model_output':
      throw new ModelError('invalid-reply', `${name}: the model's answer is malformed`, { usage });
    default:
      // `end_turn`, `stop_sequence`, `tool_use`, and what later versions of the API add.
      return toolCalls > 0 ? 'tool-calls' : 'end';
  }
}
