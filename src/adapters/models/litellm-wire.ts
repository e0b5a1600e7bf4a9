import type {
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import { z } from 'zod';
import { ModelError, type ModelMessage, type ModelReply, type ModelRequest } from '../../ports/model.ts';

/** The request body of `POST /chat/completions`, as OpenAI documents it and LiteLLM's proxy takes it. */
export function toChatCompletion(
  alias: string,
  request: ModelRequest,
): ChatCompletionCreateParamsNonStreaming {
  return {
    model: alias,
    messages: request.messages.map(toMessage),
    // Some backends reject an empty list of tools, and a choice without tools.
    ...(request.tools.length === 0
      ? {}
      : {
          tools: request.tools.map((tool) => ({
            type: 'function' as const,
            function: { name: tool.name, description: tool.description, parameters: tool.parameters },
          })),
          tool_choice: 'auto' as const,
        }),
    max_tokens: request.maxOutputTokens,
    temperature: 0,
    stream: false,
  };
}

function toMessage(message: ModelMessage): ChatCompletionMessageParam {
  switch (message.role) {
    case 'system':
    case 'user':
      return { role: message.role, content: message.text };
    case 'tool':
      return { role: 'tool', tool_call_id: message.callId, content: message.text };
    case 'assistant':
      return {
        role: 'assistant',
        // Bedrock and Anthropic reject an empty text beside tool calls; null says that there is none.
        content: message.text === '' ? null : message.text,
        ...(message.toolCalls.length === 0
          ? {}
          : {
              tool_calls: message.toolCalls.map((call) => ({
                id: call.id,
                type: 'function' as const,
                function: { name: call.name, arguments: call.arguments },
              })),
            }),
      };
  }
}

const toolCallSchema = z.object({
  id: z.string().min(1).max(200),
  type: z.literal('function').optional(),
  function: z.object({ name: z.string().min(1).max(200), arguments: z.string().max(100_000) }),
});

const chatCompletionSchema = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({
          content: z.string().max(200_000).nullish(),
          tool_calls: z.array(toolCallSchema).max(64).nullish(),
        }),
      }),
    )
    .min(1),
  usage: z
    .object({
      prompt_tokens: z.number().int().nonnegative(),
      completion_tokens: z.number().int().nonnegative(),
    })
    .nullish(),
});

/** The reply in a response body. Throws `ModelError` for what is none, or was held back. */
export function fromChatCompletion(name: string, body: unknown, request: ModelRequest): ModelReply {
  const parsed = chatCompletionSchema.safeParse(body);
  const choice = parsed.data?.choices[0];
  if (!parsed.success || choice === undefined)
    throw new ModelError('invalid-reply', `${name}: the answer is no chat completion`);
  const text = choice.message.content ?? '';
  const toolCalls = (choice.message.tool_calls ?? []).map((call) => ({
    id: call.id,
    name: call.function.name,
    arguments: call.function.arguments,
  }));
  const counted = parsed.data.usage;
  // A backend that counts nothing (LiteLLM passes that on as zero) is charged by length, so that a budget still ends.
  const usage = {
    inputTokens: counted?.prompt_tokens || tokensIn(JSON.stringify(request.messages)),
    outputTokens: counted?.completion_tokens || tokensIn(text + JSON.stringify(toolCalls)),
  };
  if (choice.finish_reason === 'content_filter')
    throw new ModelError('content-filtered', `${name}: the answer was held back`, { usage });
  return { text, toolCalls, stop: stopOf(choice.finish_reason ?? 'stop', toolCalls.length), usage };
}

function stopOf(finishReason: string, toolCalls: number): ModelReply['stop'] {
  if (finishReason === 'length') return 'length';
  // Several backends say `stop` although they call tools.
  return toolCalls > 0 ? 'tool-calls' : 'end';
}

function tokensIn(text: string): number {
  return Math.ceil(text.length / 4);
}
